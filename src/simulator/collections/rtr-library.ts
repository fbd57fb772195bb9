/** Scripts, put-files and the scripts that Falcon supplies. */
import type { Call, Reply } from "../call.ts";
import { ok, readQueryIds, readText, Refusal } from "../call.ts";
import type { FieldRules } from "../fql/evaluate.ts";
import type { Route } from "../route.ts";
import type { LibraryFile } from "../rtr/library.ts";
import { offsetPage, questionOf, search } from "../search.ts";
import type { Tenant } from "../tenant.ts";
import { ADMIN, RTR } from "./rtr-common.ts";

const SEARCH = ["filter", "limit", "offset", "sort"];
const MAX_IDS = 500;
const RULES: FieldRules = {
  text: new Set(["description"]),
  plainInnerWildcard: true,
  wildcardInLists: true,
};

type Shelf = (tenant: Tenant) => readonly LibraryFile[];
/** What the second version of the entities adds. */
const inWorkflows = (file: LibraryFile) => ({
  ...file,
  share_with_workflow: false,
  workflow_is_disruptive: false,
});

/** Falcon's own scripts are described in other words. */
const supplied = (file: LibraryFile) => ({
  id: file.id,
  name: file.name,
  description: file["description"],
  content: file.content,
  sha256: file.sha256,
  size: file.size,
  platform: file.platform.join(","),
  created_by: "CrowdStrike",
  created_timestamp: file["created_timestamp"],
  modified_by: "CrowdStrike",
  modified_timestamp: file["modified_timestamp"],
  access_roles: ["remote_responder_three"],
  categories: [],
  is_disruptive: false,
  modifies_system: false,
  revision: 1,
  use_case: file["description"],
  workflow_enabled: false,
  workflow_input_schema: "",
  workflow_output_schema: "",
  workflow_tags: [],
});

const scripts: Shelf = ({ rtr }) => rtr.library.scripts;
const putFiles: Shelf = ({ rtr }) => rtr.library.putFiles;
const falconScripts: Shelf = ({ rtr }) => rtr.library.falconScripts;

const common = { ...RTR, access: ADMIN };

/**
 * Scripts, put-files and Falcon's scripts: reading alone. Uploads are arranged by `addScript`
 * and `addPutFile`.
 */
export const rtrLibraryRoutes: readonly Route[] = [
  queries("scripts", scripts, 5_000),
  queries("put-files", putFiles, 5_000),
  queries("falcon-scripts", falconScripts, 100),
  entities("/real-time-response/entities/scripts/v1", scripts),
  entities("/real-time-response/entities/scripts/v2", scripts, inWorkflows),
  entities("/real-time-response/entities/put-files/v1", putFiles),
  entities("/real-time-response/entities/put-files/v2", putFiles, inWorkflows),
  entities("/real-time-response/entities/falcon-scripts/v1", falconScripts, supplied),
  {
    ...common,
    method: "GET",
    path: "/real-time-response/entities/put-file-contents/v1",
    query: ["id"],
    handle: contents,
  },
];

function queries(name: string, shelf: Shelf, max: number): Route {
  return {
    ...common,
    method: "GET",
    path: `/real-time-response/queries/${name}/v1`,
    query: SEARCH,
    handle(call, tenant) {
      const found = search(
        { documents: shelf(tenant), idOf: (file) => file.id, rules: RULES, sort: "name.asc" },
        questionOf(call),
        call.nowMs,
      );
      const { page, pagination } = offsetPage(call, found, { fallback: Math.min(100, max), max });
      return ok(
        page.map(({ id }) => id),
        { pagination },
      );
    },
  };
}

function entities(path: string, shelf: Shelf, view: (file: LibraryFile) => unknown = (file) => file): Route {
  return {
    ...common,
    method: "GET",
    path,
    query: ["ids"],
    handle(call, tenant) {
      const ids = new Set(readQueryIds(call, MAX_IDS));
      const found = shelf(tenant).filter(({ id }) => ids.has(id));
      return ok(tenant.dice.shuffle(path, found).map(view));
    },
  };
}

function contents(call: Call, { rtr }: Tenant): Reply {
  const bytes = rtr.library.putFileBytes(readText(call.query.get("id")) ?? "");
  if (bytes === undefined) throw new Refusal(404, "File not found");
  return { status: 200, file: { type: "application/octet-stream", bytes } };
}
