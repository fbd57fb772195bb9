import { expect, it } from "vitest";
import type { Services } from "../../commands/define.ts";
import { rtr } from "../../commands/rtr.ts";
import { ana } from "../approvals/world.ts";

it("a line of more hosts than a session takes is refused before any is looked up", async () => {
  const asked: string[] = [];
  const services = {
    hosts: {
      find: (word: string) => {
        asked.push(word);
        return Promise.reject(new Error("not to be asked"));
      },
    },
  } as unknown as Services;
  const moment = { ...ana(), signal: new AbortController().signal };
  const args = { host: "a", more: "b ".repeat(500), queue: false };
  await expect(rtr.run(args, moment, services)).rejects.toThrow("at most 500 hosts");
  expect(asked).toEqual([]);
});
