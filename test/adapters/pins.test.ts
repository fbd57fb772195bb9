/** Pins that a platform refuses are told of once and hold nothing up; a lost answer is the caller's to try again. */
import { describe, expect, it } from "vitest";
import {
  CallRefused as DiscordRefused,
  CallUncertain as DiscordUncertain,
} from "../../adapters/discord/call-errors.ts";
import { createPins as discordPins } from "../../adapters/discord/pins.ts";
import {
  CallRefused as SlackRefused,
  CallUncertain as SlackUncertain,
} from "../../adapters/slack/call-errors.ts";
import { createPins as slackPins } from "../../adapters/slack/pins.ts";
import { silent } from "../fixtures/silent.ts";

const MESSAGE = { surface: "chat", channel: "C1", message: "1.1" };

const SURFACES = {
  slack: {
    createPins: slackPins,
    refused: new SlackRefused("pins.add", "missing_scope"),
    alreadySo: new SlackRefused("pins.remove", "no_pin"),
    lost: new SlackUncertain("lost"),
  },
  discord: {
    createPins: discordPins,
    refused: new DiscordRefused("Missing Permissions", 403, 50_013),
    alreadySo: new DiscordRefused("Unknown Message", 404, 10_008),
    lost: new DiscordUncertain("lost"),
  },
};

describe.each(Object.entries(SURFACES))("a pin on %s", (_, { createPins, refused, alreadySo, lost }) => {
  function openPins(answer: Error) {
    const warnings: string[] = [];
    const refuse = (): Promise<never> => Promise.reject(answer);
    const pin = createPins({
      calls: { call: refuse, upload: refuse },
      log: { ...silent, warn: (what: string) => void warnings.push(what) },
    });
    return { pin, warnings };
  }

  it("that is refused is one line in the log, however often", async () => {
    const { pin, warnings } = openPins(refused);
    for (let n = 0; n < 3; n += 1) await pin(MESSAGE, true);
    expect(warnings).toHaveLength(1);
  });

  it("that is gone already is no word at all", async () => {
    const { pin, warnings } = openPins(alreadySo);
    await pin(MESSAGE, false);
    expect(warnings).toEqual([]);
  });

  it("whose answer was lost is not taken for one", async () => {
    const { pin } = openPins(lost);
    await expect(pin(MESSAGE, true)).rejects.toBe(lost);
  });
});
