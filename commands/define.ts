/**
 * Binds the neutral command definition to Falconer's services. A command file states
 * name, arguments and `run`; everything that surfaces need is derived from it.
 */
import type { z } from "zod";
import { describeArgs } from "../src/chat/args.ts";
import type { AgentUse, Command, CommandInfo, Moment } from "../src/chat/command.ts";
import type { Card } from "../src/chat/card.ts";
import type { Role } from "../src/chat/person.ts";
import type { Answer, Audience } from "../src/chat/turn.ts";
import type { Feeds } from "../src/alerts/feed/service.ts";
import type { AlertTargets } from "../src/alerts/feed/targets.ts";
import type { FalconUsers } from "../src/alerts/falcon-users.ts";
import type { Alerts } from "../src/alerts/service.ts";
import type { Approvals } from "../src/approvals/service.ts";
import type { AuditTrail } from "../src/audit/trail.ts";
import type { Links } from "../src/links/service.ts";
import type { Hosts } from "../src/hosts/service.ts";
import type { Reports } from "../src/report/service.ts";
import type { Rtr } from "../src/rtr/service.ts";
import type { StatusReport } from "../src/ops/status.ts";
import type { IndicatorChanges } from "../src/indicators/changes.ts";
import type { Clock } from "../src/lib/clock.ts";
import type { Tenants } from "../src/tenants/service.ts";
import type { LookUps } from "./look-ups.ts";

/** What a command may ask. Reads answer; `approvals` only proposes, decides and freezes. */
export interface Services {
  readonly clock: Clock;
  readonly hosts: Hosts;
  readonly alerts: Alerts;
  /** Look-ups of our own tenant and, for a Flight Control parent, of its children. */
  readonly tenants: Tenants<LookUps>;
  readonly indicators: Pick<IndicatorChanges, "read" | "standing">;
  readonly feeds: Feeds;
  readonly alertTargets: AlertTargets;
  readonly falconUsers: FalconUsers;
  readonly approvals: Approvals;
  readonly audit: AuditTrail;
  readonly links: Links;
  readonly reports: Reports;
  readonly rtr: Rtr;
  readonly status: StatusReport;
  /** Every command, for help. */
  readonly commands: readonly CommandInfo[];
}

interface Definition<Schema extends z.ZodObject> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly role: Role | "anyone";
  readonly judgesRights?: boolean;
  readonly orRole?: CommandInfo["orRole"];
  readonly changes?: boolean;
  /** Who sees the answer; the whole conversation unless it is nobody else's business. */
  readonly audience?: Audience;
  readonly agents?: AgentUse;
  readonly hidden?: boolean;
  readonly fillers?: readonly string[];
  readonly args: Schema;
  readonly examples: readonly string[];
  run(args: z.infer<Schema>, moment: Moment, services: Services): Promise<Card | Answer>;
}

/** A command with everything that surfaces need, derived from its definition. */
export type FalconerCommand = Command<Services>;

/**
 * What changes something is closed to AI agents unless it says `agents: "propose"`.
 * @throws Error for an argument that chat/args did not make
 */
export function defineCommand<Schema extends z.ZodObject>(definition: Definition<Schema>): FalconerCommand {
  const changes = definition.changes ?? false;
  return {
    info: {
      name: definition.name,
      aliases: definition.aliases ?? [],
      summary: definition.summary,
      role: definition.role,
      judgesRights: definition.judgesRights ?? false,
      orRole: definition.orRole,
      changes,
      audience: definition.audience ?? "channel",
      agents: definition.agents ?? (changes ? "never" : "read"),
      hidden: definition.hidden ?? false,
      args: describeArgs(definition.args),
      examples: definition.examples,
    },
    schema: definition.args,
    fillers: definition.fillers ?? [],
    run: (args, moment, services) => definition.run(args as z.infer<Schema>, moment, services),
  };
}
