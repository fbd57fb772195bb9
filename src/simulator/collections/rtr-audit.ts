/** Falcon's own record of sessions: everybody's, whoever asks. */
import type { Call, Reply } from "../call.ts";
import { ok } from "../call.ts";
import type { Route } from "../route.ts";
import { SESSION_RULES, sessionDocument, sessionRecord } from "../rtr/records.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { Tenant } from "../tenant.ts";
import { RTR } from "./rtr-common.ts";

const MAX_SESSIONS = 1_000;

/** GET /real-time-response-audit/combined/sessions/v1: sessions of every client. */
export const rtrAuditRoutes: readonly Route[] = [
  {
    ...RTR,
    method: "GET",
    path: "/real-time-response-audit/combined/sessions/v1",
    access: { scope: "real-time-response-audit:read" },
    query: ["filter", "limit", "offset", "sort", "with_command_info"],
    handle: sessions,
  },
];

function sessions(call: Call, tenant: Tenant): Reply {
  const withCommands = call.query.get("with_command_info") === "true";
  const found = search(
    {
      documents: tenant.rtr.sessions.all.map((session) => sessionDocument(session, tenant, call.nowMs)),
      idOf: (record) => record.id,
      rules: SESSION_RULES,
      sort: "created_at.desc",
    },
    questionOf(call),
    call.nowMs,
  );
  const { page, pagination } = offsetPage(call, found, { fallback: 100, max: MAX_SESSIONS });
  const records = page.map(({ session }) => sessionRecord(session, tenant, call.nowMs, withCommands));
  return ok(records, { pagination });
}
