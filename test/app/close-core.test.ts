import { expect, it } from "vitest";
import { closeCore } from "../../src/app/close-core.ts";
import type { Core } from "../../src/app/core.ts";

it("closes the store last, and also when a part before it fails", async () => {
  const closed: string[] = [];
  const part = (name: string) => async (): Promise<void> => void closed.push(name);
  const core = {
    bot: { drain: part("bot") },
    studio: { stop: part("studio") },
    signOut: () => Promise.reject(new Error("no answer")),
    instance: { stop: part("instance") },
    cloud: { stop: part("cloud") },
    store: { close: part("store") },
    log: { warn: (words: string) => void closed.push(words) },
  } as unknown as Core;
  await closeCore(core, 0);
  expect(closed).toEqual(["bot", "studio", "a part could not be closed", "instance", "cloud", "store"]);
});
