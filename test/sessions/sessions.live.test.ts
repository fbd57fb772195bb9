/** RTR sessions: everybody's by Falcon's audit, ours by our own record, and what is said without the audit. */
import { describe, expect, it } from "vitest";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { OwnSession } from "../../src/sessions/ports.ts";
import { createSessions } from "../../src/sessions/service.ts";
import type { SessionRequest } from "../../src/sessions/list-card.ts";
import { buttonsOf, wordsOf } from "../bot/card-words.ts";
import { bed } from "../falcon/bed.ts";
import { failure, json, list } from "../falcon/server.ts";

const AUDIT = "/real-time-response-audit/combined/sessions/v1";
const QUERY = "/real-time-response/queries/sessions/v1";
const DETAILS = "/real-time-response/entities/sessions/GET/v1";
const NOW = Date.parse("2026-01-05T09:00:00Z");
const DEVICE = "a".repeat(32);

const record = (id: string, changes: object = {}) => ({
  id,
  device_id: DEVICE,
  hostname: "WIN-01",
  user_id: "kim@meridian.example",
  origin: "console",
  created_at: "2026-01-05T08:00:00Z",
  updated_at: "2026-01-05T08:10:00Z",
  deleted_at: "2026-01-05T08:20:00Z",
  duration: 1_200,
  cloud_request_ids: ["r1", "r2"],
  logs: [{ base_command: "ls", command_string: "ls C:\\", created_at: "2026-01-05T08:01:00Z" }],
  ...changes,
});

const own = (changes: Partial<OwnSession>): OwnSession => ({
  id: "one",
  falconId: "s-1",
  deviceId: DEVICE,
  hostname: untrusted("WIN-01"),
  owner: untrusted("Ana Diaz"),
  state: "open",
  isOpen: true,
  openedAt: NOW - 600_000,
  closedAt: undefined,
  ...changes,
});

async function desk(ours: readonly OwnSession[] = []) {
  const { server, falcon } = await bed();
  const sessions = createSessions({
    falcon: falcon.rtr,
    clock: { now: () => NOW },
    own: { since: async () => ours },
  });
  const ask = (request: Partial<SessionRequest> = {}) =>
    sessions.listCard({ days: 7, limit: 20, ...request });
  return { server, ask };
}

describe("the RTR sessions", () => {
  it.each([
    [{}, "created_at:>='2025-12-29T09:00:00.000Z'"],
    [{ days: 1 }, "created_at:>='2026-01-04T09:00:00.000Z'"],
    [{ status: "active" }, "(created_at:>='2025-12-29T09:00:00.000Z')+(deleted_at:null)"],
    [
      { status: "ended" },
      "(created_at:>='2025-12-29T09:00:00.000Z')+(deleted_at:>'1970-01-01T00:00:00.000Z')",
    ],
    [{ status: "queued" }, "(created_at:>='2025-12-29T09:00:00.000Z')+(offline_queued:true)"],
  ] as const)("%j are asked for in one question", async (request, filter) => {
    const { server, ask } = await desk();
    server.on(AUDIT, list([]));
    await ask(request);
    const [seen] = server.to(AUDIT);
    expect(Object.fromEntries(seen?.query ?? [])).toEqual({
      filter,
      sort: "created_at|desc",
      limit: "20",
      offset: "0",
      with_command_info: "true",
    });
  });

  it("say who, where, how long and how much was typed", async () => {
    const { server, ask } = await desk();
    server.on(AUDIT, list([record("s-9")]));
    const words = wordsOf(await ask());
    expect(words).toMatch(/^1 session\n/);
    for (const word of ["WIN-01", "kim@meridian.example", "ended", "20m", "| 2 |", "console", "s-9"])
      expect(words).toContain(word);
  });

  it("that are ours name the person who opened them through us", async () => {
    const { server, ask } = await desk([own({})]);
    server.on(AUDIT, list([record("s-1", { deleted_at: null, origin: "falconer" })]));
    const words = wordsOf(await ask());
    for (const word of ["Ana Diaz", "active", "Falconer"]) expect(words).toContain(word);
    expect(words).not.toContain("not in Falcon's record");
  });

  it("that only we know of are listed apart, where they fit the question", async () => {
    const { server, ask } = await desk([own({ falconId: "s-2" })]);
    server.on(AUDIT, list([]));
    expect(wordsOf(await ask())).toContain("Ours, not in Falcon's record\nWIN-01 | Ana Diaz | open");
    expect(wordsOf(await ask({ status: "ended" }))).not.toContain("Ana Diaz");
  });

  it("without the audit's scope are this client's own, and the card says so", async () => {
    const { server, ask } = await desk();
    server.on(AUDIT, failure(403));
    server.on(QUERY, list(["s-1"]));
    server.on(DETAILS, list([record("s-1")]));
    const words = wordsOf(await ask());
    expect(words).toContain("Only sessions of this API client");
    expect(words).toContain("Real time response audit: Read (real-time-response-audit:read)");
  });

  it("page by counting", async () => {
    const { server, ask } = await desk();
    server.on(
      AUDIT,
      json(200, {
        meta: { pagination: { total: 3 } },
        resources: [record("s-1"), record("s-2")],
        errors: [],
      }),
    );
    const first = await ask({ limit: 2 });
    expect(buttonsOf(first).map(({ label }) => label)).toContain("Next page");
    const cursor = { asOf: NOW, skipped: 2 };
    server.on(
      AUDIT,
      json(200, { meta: { pagination: { total: 3 } }, resources: [record("s-3")], errors: [] }),
    );
    expect(wordsOf(await ask({ limit: 2, cursor }))).toMatch(/^3 sessions, 3 to 3 shown/);
    expect(server.to(AUDIT)[1]?.query.get("offset")).toBe("2");
  });
});
