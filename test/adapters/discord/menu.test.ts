import { describe, expect, it } from "vitest";
import { drawMenu } from "../../../adapters/discord/menu.ts";
import type { ArgInfo } from "../../../src/chat/args.ts";
import { commandFaults, type Json } from "../../emulators/discord/index.ts";
import { COMMANDS, info } from "./bot-double.ts";

const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
const sub = (name: string) => drawMenu("falcon", COMMANDS).options.find((option) => option.name === name);

describe("the slash command", () => {
  it("has a subcommand for each command that people say, with typed options", () => {
    const menu = drawMenu("falcon", COMMANDS);
    expect(commandFaults([asJson(menu)])).toEqual([]);
    expect(menu.options.map(({ name }) => name)).toEqual([
      "status",
      "host",
      "detections",
      "isolate",
      "approve",
    ]);
    expect(sub("detections")?.options).toMatchObject([
      { name: "host", type: 3, autocomplete: true },
      { name: "days", type: 4 },
      {
        name: "severity",
        type: 3,
        choices: [
          { name: "low", value: "low" },
          { name: "high", value: "high" },
        ],
      },
    ]);
  });

  it("demands what a look-up needs, and leaves a change free to open its form", () => {
    expect(sub("host")?.options).toMatchObject([{ name: "host", required: true }]);
    expect(sub("isolate")?.options?.map(({ name, type }) => [name, type])).toEqual([
      ["host", 3],
      ["reason", 3],
      ["for", 3],
      ["emergency", 5],
    ]);
    expect(sub("isolate")?.options?.some(({ required }) => required === true)).toBe(false);
  });

  it("puts what is beyond twenty-five into a group, and shortens words until all of it fits", () => {
    const args = Array.from({ length: 6 }, (_, index): ArgInfo => ({
      name: `argument${index}`,
      kind: "text",
      label: "A label of some length",
      hint: "an explanation that goes on for quite a while, as explanations do",
      named: true,
      rest: false,
      required: index === 5,
    }));
    const menu = drawMenu(
      "falcon",
      Array.from({ length: 40 }, (_, index) => info(`command${index}`, args)),
    );
    expect(commandFaults([asJson(menu)])).toEqual([]);
    expect(menu.options).toHaveLength(25);
    expect(menu.options.at(-1)).toMatchObject({ type: 2, name: "more" });
    expect(menu.options.at(-1)?.options).toHaveLength(16);
  });
});
