/** What every chat adapter owes the bot, in one suite; each surface opens itself through a harness. */
import { describe } from "vitest";
import type { Open } from "./adapter/harness.ts";
import { hostileText } from "./adapter/hostile-text.ts";
import { messages } from "./adapter/messages.ts";
import { turns } from "./adapter/turns.ts";

export function adapterContract(name: string, open: Open): void {
  describe(`${name}: what is heard`, () => {
    turns(open);
  });
  describe(`${name}: what is said`, () => {
    messages(open);
  });
  describe(`${name}: hostile text`, () => {
    hostileText(open);
  });
}
