/**
 * The tables as Kysely sees them. Each follows its row type; columns that only the
 * store itself uses are added here. Names are camelCase in code and snake_case in the
 * database.
 */
import type { Kysely } from "kysely";
import type { Cells } from "./columns.ts";
import type { FeedSchema } from "./feed-schema.ts";
import type {
  ApprovalRow,
  ContainmentRow,
  DeliveryRow,
  ExecutionRow,
  InboxRow,
  LeaseRow,
  PromptRow,
  VoteRow,
} from "./rows.ts";
import type { EvidenceRow, RtrEntryRow, RtrMemberRow, RtrSessionRow, RtrUploadRow } from "./rtr-rows.ts";
import type { ConsoleMessageRow, Store } from "./store.ts";
import type { AgentTokenRow } from "./token-rows.ts";

interface ExecutionTable extends Cells<ExecutionRow> {
  /** When the first call began: what hourly caps count. */
  calledAt: number | null;
}

interface DeliveryTable extends Cells<DeliveryRow> {
  /** `surface:channel`, or `surface:@account` for a private conversation. */
  channelKey: string;
  /** 1 from when a post is begun until it is known to have arrived. */
  wasSending: number;
}

interface ConsoleMessageTable extends Cells<ConsoleMessageRow> {
  /** Order of arrival, for messages of one millisecond. */
  position: number;
}

export interface Schema extends FeedSchema {
  approval: Cells<ApprovalRow>;
  vote: Cells<VoteRow>;
  execution: ExecutionTable;
  containment: Cells<ContainmentRow>;
  delivery: DeliveryTable;
  inbox: Cells<InboxRow>;
  /** `body` is the very text that was hashed. */
  audit: { seq: number; at: number; body: string; hash: string };
  /** Lower-case words that find a line of the audit. */
  auditAbout: { term: string; seq: number };
  /** One row: the end of the chain. Its lock is the writer's turn on PostgreSQL. */
  auditHead: { id: number; seq: number; hash: string };
  prompt: Cells<PromptRow>;
  lease: Cells<LeaseRow>;
  namedValue: { name: string; json: string };
  personLink: { surface: string; account: string; personId: string; at: number };
  consoleMessage: ConsoleMessageTable;
  rtrSession: Cells<RtrSessionRow>;
  rtrMember: Cells<RtrMemberRow>;
  rtrEntry: Cells<RtrEntryRow>;
  rtrUpload: Cells<RtrUploadRow>;
  evidence: Cells<EvidenceRow>;
  agentToken: Cells<AgentTokenRow>;
  migration: { name: string };
}

/** The database itself or an open transaction. */
export type Handle = Kysely<Schema>;

/** Both keep the same promises; only `backup` differs. */
export type Engine = Store["engine"];
