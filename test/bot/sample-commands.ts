/** Commands that show every kind of argument and say back what they were given. */
import { z } from "zod";
import * as arg from "../../src/chat/args.ts";
import { card, type Card } from "../../src/chat/card.ts";
import type { Command, CommandInfo, Moment } from "../../src/chat/command.ts";
import type { Answer } from "../../src/chat/turn.ts";
import { DAY, SECOND } from "../../src/lib/clock.ts";

/** What a test puts in the place of a command's work. */
export interface SampleServices {
  run(command: string, args: Readonly<Record<string, unknown>>, moment: Moment): Promise<Card | Answer>;
}

export function sample(
  name: string,
  shape: z.ZodRawShape,
  rest: Partial<CommandInfo> & { readonly fillers?: readonly string[] } = {},
): Command<SampleServices> {
  const { fillers = [], ...info } = rest;
  const schema = z.object(shape);
  const changes = info.changes ?? false;
  return {
    info: {
      name,
      aliases: [],
      summary: `Does ${name}`,
      role: "viewer",
      judgesRights: false,
      changes,
      audience: "channel",
      agents: changes ? "propose" : "read",
      hidden: false,
      args: arg.describeArgs(schema),
      examples: [],
      ...info,
    },
    schema,
    fillers,
    run: (args, moment, services) => services.run(name, args as Record<string, unknown>, moment),
  };
}

const responder = { role: "responder", changes: true } as const;

export const SAMPLES: readonly Command<SampleServices>[] = [
  sample(
    "help",
    { command: arg.optionalWord("Command", "a name", "command") },
    { role: "anyone", audience: "actor" },
  ),
  sample("host", { host: arg.host() }, { fillers: ["host"] }),
  sample("hosts", {
    text: arg.optionalRest("Text", "words or a filter"),
    status: arg.choice("Status", ["normal", "contained"]),
    limit: arg.count("Limit", 20, 100),
  }),
  sample(
    "detections",
    {
      host: arg.optionalHost(),
      days: arg.days(7),
      severity: arg.choice("Severity", ["low", "high", "critical"]),
    },
    { aliases: ["alerts"] },
  ),
  sample(
    "isolate",
    {
      hosts: arg.hosts(),
      reason: arg.rest("Reason", "why, for the record"),
      for: arg.duration("For", "such as 4h", { least: SECOND, most: 30 * DAY }),
      emergency: arg.flag("Break-glass", "at once"),
    },
    { ...responder, audience: "actor", fillers: ["host", "hosts"] },
  ),
  sample(
    "close",
    {
      alert: arg.word("Alert", "the alert's id", "alert"),
      resolution: arg.choice("Resolution", ["true_positive", "false_positive", "ignored"], { named: false }),
      comment: arg.optionalRest("Comment", "what was found"),
    },
    responder,
  ),
  sample(
    "approve",
    { request: arg.word("Request", "its id", "request"), reason: arg.optionalRest("Reason", "why") },
    { role: "approver", changes: true, agents: "never" },
  ),
  sample("extend", { request: arg.word("Request", "its id", "request") }, { ...responder, hidden: true }),
];

export const said = (text: string): Card => card(text);
