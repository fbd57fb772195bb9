/** Files fetched by `get`: how far they are, and the encrypted archive that they are handed out in. */
import type { Call, Reply } from "../call.ts";
import { gone, ok, readText, Refusal } from "../call.ts";
import type { Route } from "../route.ts";
import { packArchive } from "../rtr/archive.ts";
import type { Session } from "../rtr/sessions.ts";
import type { Tenant } from "../tenant.ts";
import { clientOf, RTR, WRITE } from "./rtr-common.ts";

const common = { ...RTR, access: WRITE };

/**
 * /real-time-response/entities/file/v1 and v2, and the 7z of extracted-file-contents/v1, a 404
 * until it has arrived.
 */
export const rtrFileRoutes: readonly Route[] = [
  ...files("/real-time-response/entities/file/v1", listArrived),
  ...files("/real-time-response/entities/file/v2", list),
  {
    ...common,
    method: "GET",
    path: "/real-time-response/entities/extracted-file-contents/v1",
    query: ["session_id", "sha256", "filename"],
    handle: contents,
  },
];

function files(path: string, handle: Route["handle"]): Route[] {
  return [
    { ...common, method: "GET", path, query: ["session_id"], handle },
    { ...common, method: "DELETE", path, query: ["ids", "session_id"], handle: remove },
  ];
}

/** Files outlive their session. */
function sessionOf(call: Call, tenant: Tenant): Session {
  const session = tenant.rtr.sessions.get(call.query.get("session_id") ?? "");
  if (session === undefined || session.clientId !== clientOf(call))
    throw new Refusal(404, "Session not found");
  return session;
}

function list(call: Call, tenant: Tenant): Reply {
  const { rtr } = tenant;
  return ok(
    rtr.files.of(sessionOf(call, tenant).id, call.nowMs).map((file) => rtr.files.view(file, call.nowMs)),
  );
}

/** The older list knows nothing of files on their way. */
function listArrived(call: Call, tenant: Tenant): Reply {
  const { rtr } = tenant;
  const files = rtr.files.of(sessionOf(call, tenant).id, call.nowMs);
  return ok(files.flatMap((file) => rtr.files.plainView(file, call.nowMs) ?? []));
}

function remove(call: Call, tenant: Tenant): Reply {
  const { id } = sessionOf(call, tenant);
  if (!tenant.rtr.files.delete(id, call.query.get("ids") ?? "", call.nowMs)) {
    throw new Refusal(404, "File not found");
  }
  return gone;
}

async function contents(call: Call, tenant: Tenant): Promise<Reply> {
  const sha256 = readText(call.query.get("sha256"));
  if (sha256 === undefined) throw new Refusal(400, "sha256 is required");
  const file = tenant.rtr.files.arrived(sessionOf(call, tenant).id, sha256, call.nowMs);
  if (file === undefined) throw new Refusal(404, "File not found");
  const name = nameInArchive(readText(call.query.get("filename")) ?? sha256);
  const bytes = await packArchive(name, file.content.bytes());
  return {
    status: 200,
    file: { type: "application/x-7z-compressed", bytes },
    headers: { "Content-Disposition": `attachment; filename="${sha256}.7z"` },
  };
}

/** One name without a path, and nothing that a header or an archive would trip over. */
const nameInArchive = (written: string): string =>
  (written.split(/[\\/]/).pop() ?? "").replaceAll(/[^\w.() -]/g, "_").slice(-100) || "file";
