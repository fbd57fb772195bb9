/**
 * Optional: the simulator's answers against Falcon's own description of them, where
 * `FALCONER_OPENAPI` names that file (Swagger 2.0, which is not ours to hand on).
 */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { routes } from "../../src/simulator/routes.ts";
import { startBed, type TestBed } from "./caller.ts";
import { prepareWalk } from "./walk-requests.ts";
import { requestFor } from "./walk.ts";

const FILE = process.env["FALCONER_OPENAPI"];

/** Where the description is known to be less exact than the service. */
const ODDITIES: readonly RegExp[] = [
  // Nanoseconds: more than a number of ours holds exactly.
  / meta\.pagination\.expires_at: Too big/,
  // Three words in one string, where a list of three is meant.
  / resources\.\d+\.group_type: Invalid input: expected "static dynamic staticByID"/,
  // "object" stands for anything.
  / resources\.\d+\.buckets\.\d+\.label: Invalid input: expected object/,
  // A part that the service flattens.
  /^\/mssp\/.* MsaReplyMetaOnly: /,
  // Described as records; the service answers with their ids.
  /^\/incidents\/queries\/.* resources\.\d+: Invalid input: expected object, received string/,
];

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly definitions: Record<string, object>;
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly schema?: { readonly $ref?: string } }>>;
}

describe.skipIf(FILE === undefined)("an answer of the simulator", () => {
  let bed: TestBed;
  let described: Described;
  let ask: Awaited<ReturnType<typeof prepareWalk>>;
  beforeAll(async () => {
    described = JSON.parse(await readFile(FILE ?? "", "utf8")) as Described;
    bed = await startBed({ children: [{ cid: "c".repeat(32), name: "Mill" }], incidents: "answered" });
    ask = await prepareWalk(bed);
  });
  afterAll(() => bed.simulator.stop());

  const walked = routes.filter(
    ({ access, method, path }) =>
      typeof access === "object" &&
      (!path.startsWith("/real-time-response/") || (method === "GET" && path.includes("/queries/"))),
  );

  it.each(walked.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s has the form that Falcon describes",
    async (_, { method, path, query: documented = [] }) => {
      const operation = described.paths[path]?.[method.toLowerCase()];
      expect(operation, "Falcon has this call").toBeDefined();
      const { query, body } = requestFor(bed, ask, method, path);
      const used = Object.fromEntries(Object.entries(query).filter(([name]) => documented.includes(name)));
      const answer = await bed.send(method, path, method === "GET" ? undefined : body, used);
      const schema = operation?.responses[String(answer.status)]?.schema;
      expect(schema, `Falcon describes a ${answer.status}`).toBeDefined();
      const form = z.fromJSONSchema(
        { ...schema, definitions: described.definitions },
        {
          defaultTarget: "draft-7",
        },
      );
      const judged = form.safeParse(answer.body);
      const faults = judged.error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
      expect(faults.filter((fault) => !ODDITIES.some((odd) => odd.test(`${path} ${fault}`)))).toEqual([]);
    },
  );
});
