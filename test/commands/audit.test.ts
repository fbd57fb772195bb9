import { describe, expect, it } from "vitest";
import { audit } from "../../commands/audit.ts";
import { Ambiguity, NotFound } from "../../src/chat/ambiguity.ts";
import { DAY } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { AuditBody, AuditRow } from "../../src/store/rows.ts";
import type { AuditFilter } from "../../src/store/store.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { deviceOf } from "../hosts/devices.ts";
import { faultOf } from "../hosts/outcome.ts";
import { wordsOf } from "../bot/card-words.ts";
import { say } from "./say.ts";

const WEB = "0123456789abcdef0123456789abcdef";
const clock = fakeClock();
const rowOf = (seq: number, body: AuditBody, daysAgo = 0): AuditRow => ({
  seq,
  at: clock.now() - daysAgo * DAY,
  body,
  hash: "",
});

const ROWS = [
  rowOf(4, { event: "approval.requested", actor: "vera", actorName: "Vera", approval: "abc" }),
  rowOf(3, {
    event: "execution.reached",
    actor: "falconer",
    devices: [WEB],
    hostnames: [untrusted("web-01")],
  }),
  rowOf(2, { event: "refused.role", actor: "omar", actorName: untrusted("Omar <!here>") }),
  rowOf(1, { event: "approval.denied", actor: "lee", actorName: "Lee" }, 20),
];

/** Matches as the store does: ids alone. */
const matching = ({ about, since = 0 }: AuditFilter): readonly AuditRow[] =>
  ROWS.filter(
    ({ at, body }) =>
      at >= since &&
      (about === undefined || [body.actor, body.approval, ...(body.devices ?? [])].includes(about)),
  );
const trail = {
  recent: async ({ limit, ...filter }: AuditFilter & { readonly limit: number }) =>
    matching(filter).slice(0, limit),
  count: async (filter: AuditFilter) => matching(filter).length,
};

function servicesWith(find: () => Promise<ReturnType<typeof deviceOf>>) {
  return { clock, audit: trail as never, hosts: { find } as never };
}
const noHost = servicesWith(() => Promise.reject(new NotFound("host", untrusted("x"))));

describe("the audit command", () => {
  it.each([
    [{}, 3],
    [{ days: "30" }, 4],
    [{ limit: "1" }, 3],
    [{ about: "me" }, 1],
    [{ about: "abc" }, 1],
    [{ about: "OMAR <!here>" }, 1],
    [{ about: "lee" }, 0],
    [{ about: "lee", days: "30" }, 1],
    [{ about: "web-01" }, 1],
  ])("%o finds %i lines", async (args, total) => {
    expect((await say(audit, args, noHost)).data).toMatchObject({ total });
  });

  it("says how many there are where it does not show them all", async () => {
    const words = wordsOf(await say(audit, { limit: "1" }, noHost));
    expect(words).toContain("Audit: 3 lines, the last 1 shown");
    expect(words).toContain("approval requested");
    expect(words).not.toContain("execution reached");
  });

  it("finds a host's lines by whatever names it", async () => {
    const services = servicesWith(() => Promise.resolve(deviceOf({ id: WEB })));
    const words = wordsOf(await say(audit, { about: "10.0.0.1" }, services));
    expect(words).toContain("execution reached");
    expect(words).toContain(WEB);
  });

  it("puts a choice between hosts to the person", async () => {
    const ambiguous = new Ambiguity(untrusted("twin"), []);
    const services = servicesWith(() => Promise.reject(ambiguous));
    expect(await faultOf(say(audit, { about: "twin" }, services))).toBe(ambiguous);
  });

  it("says what was looked for when there is nothing", async () => {
    const words = wordsOf(await say(audit, { about: "nobody", days: "1" }, noHost));
    expect(words).toContain("Nothing in the audit trail");
    expect(words).toContain("About nobody in the last 1 day.");
  });
});
