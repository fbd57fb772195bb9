/** All repositories over one handle: the database, or a transaction. */
import type { Engine, Handle } from "../schema.ts";
import type { Repositories } from "../store.ts";
import { groupRepository } from "./alert-groups.ts";
import { alertRepository, cursorRepository } from "./alerts.ts";
import { agentTokenRepository } from "./agent-tokens.ts";
import { approvalRepository } from "./approvals.ts";
import { auditRepository } from "./audit.ts";
import { consoleRepository } from "./console.ts";
import { containmentRepository } from "./containments.ts";
import { deliveryRepository } from "./deliveries.ts";
import { executionRepository } from "./executions.ts";
import { feedRepository } from "./feeds.ts";
import { inboxRepository } from "./inbox.ts";
import { leaseRepository } from "./leases.ts";
import { oldRowRepository } from "./old-rows.ts";
import { personLinkRepository } from "./links.ts";
import { promptRepository } from "./prompts.ts";
import { evidenceRepository, rtrEntryRepository } from "./rtr-entries.ts";
import { rtrMemberRepository, rtrSessionRepository } from "./rtr-sessions.ts";
import { rtrUploadRepository } from "./rtr-uploads.ts";
import { valueRepository } from "./values.ts";
import { voteRepository } from "./votes.ts";

/** Bound to the handle: inside a transaction they see and change what it does. */
export const createRepositories = (db: Handle, engine: Engine): Repositories => ({
  approvals: approvalRepository(db),
  votes: voteRepository(db),
  executions: executionRepository(db),
  containments: containmentRepository(db),
  deliveries: deliveryRepository(db, engine),
  inbox: inboxRepository(db),
  audit: auditRepository(db, engine),
  prompts: promptRepository(db),
  leases: leaseRepository(db),
  values: valueRepository(db),
  links: personLinkRepository(db),
  console: consoleRepository(db),
  alerts: alertRepository(db),
  cursors: cursorRepository(db),
  feeds: feedRepository(db),
  groups: groupRepository(db),
  oldRows: oldRowRepository(db),
  rtrSessions: rtrSessionRepository(db),
  rtrMembers: rtrMemberRepository(db),
  rtrEntries: rtrEntryRepository(db),
  rtrUploads: rtrUploadRepository(db),
  evidence: evidenceRepository(db),
  agentTokens: agentTokenRepository(db),
});
