import { describe, expect, it } from "vitest";
import { help } from "../../commands/help.ts";
import { status } from "../../commands/status.ts";
import { COMMANDS } from "../../commands/index.ts";
import { NotFound } from "../../src/chat/ambiguity.ts";
import { card } from "../../src/chat/card.ts";
import { reveal } from "../../src/lib/untrusted.ts";
import { buttonsOf, wordsOf } from "../bot/card-words.ts";
import { faultOf } from "../hosts/outcome.ts";
import { momentOf, say } from "./say.ts";

const services = { commands: COMMANDS.map(({ info }) => info) };
const shown = COMMANDS.filter(({ info }) => !info.hidden).map(({ info }) => info.name);

describe("help", () => {
  it("names every command, those not open to the person apart", async () => {
    const words = wordsOf(await say(help, {}, services));
    for (const name of shown) expect(words).toContain(name);
    expect(words).toMatch(/Not open to you: isolate\b.*\(responder\); approve\b.*\(approver\)/);
    expect(
      wordsOf(await say(help, {}, services, momentOf(["responder", "approver", "admin"]))),
    ).not.toContain("Not open to you");
  });

  it("does not name what only buttons say", async () => {
    const card = await say(help, {}, services);
    expect(card.data).toEqual({ commands: shown });
  });

  it.each(shown)("explains %s with its arguments and examples", async (name) => {
    const info = services.commands.find((command) => command.name === name)!;
    const words = wordsOf(await say(help, { command: name.toUpperCase() }, services));
    expect(words).toContain(`/falcon ${name}`);
    for (const arg of info.args) expect(words).toContain(arg.name);
    for (const example of info.examples) expect(words).toContain(example);
  });

  it("takes an alias, and says how a line is written", async () => {
    const words = wordsOf(await say(help, { command: "alerts" }, services));
    expect(words).toContain("/falcon detections [host] [--days …] [--severity …]");
    expect(words).toContain("Also written: alerts");
  });

  it("names what was probably meant", async () => {
    const fault = await faultOf(say(help, { command: "isolat" }, services));
    expect(fault).toBeInstanceOf(NotFound);
    expect((fault as NotFound).nearest.map(reveal)).toContain("isolate");
  });

  it("offers to run what needs nothing more", async () => {
    expect(buttonsOf(await say(help, { command: "status" }, services))).toHaveLength(1);
    expect(buttonsOf(await say(help, { command: "host" }, services))).toHaveLength(0);
  });
});

it("status shows the report's own card for the person", async () => {
  const report = { card: (person: { id: string }) => Promise.resolve(card(`for ${person.id}`)) };
  expect((await say(status, {}, { status: report })).title).toBe("for vera");
});
