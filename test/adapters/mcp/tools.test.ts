import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toolsOf } from "../../../adapters/mcp/tools.ts";
import { COMMANDS } from "../../../commands/index.ts";
import * as arg from "../../../src/chat/args.ts";
import { describeArgs } from "../../../src/chat/args.ts";
import type { CommandInfo } from "../../../src/chat/command.ts";
import { TOOLS, tool } from "./world.ts";

const info = (more: Partial<CommandInfo>, schema = z.object({})): CommandInfo => ({
  name: "quarantine",
  aliases: [],
  summary: "Put a file aside",
  role: "responder",
  judgesRights: false,
  changes: true,
  audience: "actor",
  agents: "propose",
  hidden: false,
  args: describeArgs(schema),
  examples: [],
  ...more,
});

describe("the tools", () => {
  it("are exactly the commands that an agent may use", () => {
    const usable = COMMANDS.filter(({ info }) => !info.hidden && info.agents !== "never");
    expect(TOOLS.list.map(({ name }) => name)).toEqual(usable.map(({ info }) => `falcon_${info.name}`));
  });

  it("hold nothing that decides, lifts or joins", () => {
    const deciding = [
      "approve",
      "deny",
      "withdraw",
      "freeze",
      "unfreeze",
      "link",
      "again",
      "extend",
      "keep",
      "review",
    ];
    expect(deciding.filter((name) => TOOLS.forCommand(name) !== undefined)).toEqual([]);
  });

  it("leave to people what decides, tells others, joins people or acts at once", () => {
    const missing = COMMANDS.filter(({ info }) => !info.hidden && TOOLS.forCommand(info.name) === undefined);
    expect(missing.map(({ info }) => info.name)).toEqual([
      "rtr",
      "run",
      "approve",
      "deny",
      "withdraw",
      "feed",
      "freeze",
      "unfreeze",
      "link",
    ]);
  });

  it("come by themselves with a command, and not with one that is hidden or for people", () => {
    expect(toolsOf([info({})]).named("falcon_quarantine")?.tool).toMatchObject({ title: "Put a file aside" });
    expect(toolsOf([info({ hidden: true })]).list).toEqual([]);
    expect(toolsOf([info({ agents: "never" })]).list).toEqual([]);
  });

  it("that read say so, and those that propose warn that they may destroy", () => {
    for (const { info, tool } of TOOLS.list.flatMap(({ name }) => TOOLS.named(name) ?? [])) {
      const reads = info.agents === "read";
      expect(tool.annotations).toMatchObject({
        readOnlyHint: reads,
        destructiveHint: !reads,
        idempotentHint: reads,
        openWorldHint: true,
      });
      expect([info.name, info.changes]).toEqual([info.name, !reads]);
    }
  });

  it("have a property for each argument, typed and bounded as the command takes it", () => {
    const schema = z.object({
      host: arg.host(),
      hosts: arg.hosts(),
      days: arg.days(7),
      status: arg.choice("Status", ["open", "closed"]),
      for: arg.duration("For", "such as 4h", { least: 1, most: 2 }),
      loud: arg.flag("Loud", "say it loudly"),
      emergency: arg.flag("Break-glass", "at once", { forPeople: true }),
      reason: arg.rest("Reason", "why"),
    });
    const made = toolsOf([info({ agents: "propose" }, schema)]).named("falcon_quarantine")?.tool.inputSchema;
    expect(made).toMatchObject({
      type: "object",
      additionalProperties: false,
      required: ["host", "hosts", "reason"],
      properties: {
        host: { type: "string", minLength: 1 },
        hosts: { type: "array", minItems: 1, items: { type: "string" } },
        days: { type: "integer", minimum: 1, maximum: 90, default: 7 },
        status: { type: "string", enum: ["open", "closed"] },
        for: { type: "string" },
        loud: { type: "boolean", default: false },
        reason: { type: "string", maxLength: 3_000 },
        cites: { type: "array" },
      },
    });
    expect(Object.keys(made?.properties ?? {})).not.toContain("emergency");
  });

  it("page when they read and cite when they propose", () => {
    const properties = (name: string) => Object.keys(tool(name).tool.inputSchema.properties ?? {});
    expect(properties("falcon_hosts")).toContain("from_row");
    expect(properties("falcon_hosts")).not.toContain("cites");
    expect(properties("falcon_isolate")).toContain("cites");
  });
});
