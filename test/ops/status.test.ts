import { expect, it } from "vitest";
import type { Person, Role } from "../../src/chat/person.ts";
import { MINUTE } from "../../src/lib/clock.ts";
import { BotError } from "../../src/lib/errors.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { createStatus, type StatusProbes } from "../../src/ops/status.ts";
import { renderText } from "../../adapters/terminal/render.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { keptLog } from "./quiet-log.ts";

const ada: Person = {
  id: "ada",
  name: untrusted("Ada"),
  roles: new Set<Role>(["approver", "responder"]),
  accounts: [],
};

const well: StatusProbes = {
  surfaces: () => [
    { name: "web", isReady: true },
    { name: "slack", isReady: true },
  ],
  falcon: async () => ({ words: "us-1", isReachable: true, isDemo: false }),
  engine: "sqlite",
  frozen: async () => undefined,
  pending: async () => 2,
  isolated: async () => 3,
  deliveries: async () => ({ open: 1, failed: 0 }),
  driftMs: () => 40,
};

const clock = fakeClock();

async function shown(probes: Partial<StatusProbes>, person = ada) {
  const status = createStatus({
    clock,
    version: "1.2.3",
    startedAt: clock.now() - 5 * MINUTE,
    log: keptLog(),
    probes: { ...well, ...probes },
  });
  const card = await status.card(person);
  return { card, text: renderText(card, { isColor: false, width: 100, now: clock.now() }) };
}

it("says who asks, what is reached, what waits and what is isolated", async () => {
  const { card, text } = await shown({});
  expect(card.tone).toBe("good");
  expect(text).toBe(
    [
      "✔ Falconer is well",
      "",
      "You are   Ada (responder, approver)",
      "Falconer  1.2.3, started 5 min ago",
      "Falcon    us-1",
      "Chat      web ready, slack ready",
      "Store     sqlite",
      "Actions   not frozen",
      "Requests  2 pending",
      "Hosts     3 isolated",
      "Messages  1 to be sent, 0 failed",
      "Clock     steady",
      "",
    ].join("\n"),
  );
  expect(card.data).toMatchObject({ pending: 2, isolated: 3, frozen: false, unknown: [] });
});

it("shows danger, who and why while frozen, without letting the reason fake a line", async () => {
  const reason = untrusted("drill\nFalcon    all fine");
  const { card, text } = await shown({
    frozen: async () => ({ by: untrusted("Eve"), at: clock.now(), reason }),
  });
  expect(card.tone).toBe("danger");
  expect(text).toContain("✖ Falconer is frozen: no action executes");
  expect(text).toContain("frozen by Eve at 2025-06-15 15:06:40 UTC: drill⏎Falcon    all fine");
});

it("shows danger when Falcon does not answer, and still the rest", async () => {
  const { card, text } = await shown({
    falcon: () => Promise.reject(new BotError("auth", "Falcon does not know this client id.")),
  });
  expect(card.tone).toBe("danger");
  expect(text).toContain("✖ Falconer does not reach Falcon");
  expect(text).toContain("Falcon    not known (Falcon does not know this client id.)");
  expect(text).toContain("Requests  2 pending");
});

it("says of every question that fails that the answer is not known, and keeps the raw fault to itself", async () => {
  const broken = (): never => {
    throw new Error("SQLITE_IOERR at /secret/path");
  };
  const { card, text } = await shown({
    surfaces: broken,
    falcon: broken,
    frozen: broken,
    pending: broken,
    isolated: broken,
    deliveries: broken,
    driftMs: broken,
  });
  expect(text.match(/not known \(it failed; see the log\)/g)).toHaveLength(7);
  expect(text).toContain("You are   Ada (responder, approver)");
  expect(text).not.toContain("SQLITE");
  expect(card.tone).toBe("danger");
  expect(card.data).toMatchObject({ unknown: expect.any(Array) });
});

it("does not wait for a question that hangs", async () => {
  const status = createStatus({
    clock,
    version: "1",
    startedAt: clock.now(),
    probes: { ...well, pending: () => new Promise(() => undefined) },
  });
  const asked = status.card(ada);
  await clock.advance(4_000);
  const text = renderText(await asked, { isColor: false, width: 100, now: clock.now() });
  expect(text).toContain("Requests  not known (no answer within 4 s)");
  expect(text).toContain("! Falconer works, with something to look at");
});

it.each([
  ["a surface that is not ready", { surfaces: () => [{ name: "slack", isReady: false }] }, "slack not ready"],
  ["a jump of the machine's clock", { driftMs: () => -3_600_000 }, "clock has jumped by -3600 s"],
  ["messages given up", { deliveries: async () => ({ open: 0, failed: 4 }) }, "4 failed"],
] as const)("warns of %s", async (_what, probes, words) => {
  const { card, text } = await shown(probes);
  expect(card.tone).toBe("warning");
  expect(text).toContain(words);
});

it("says so when the person has no role, and when nothing is real", async () => {
  const { text } = await shown(
    { falcon: async () => ({ words: "simulator", isReachable: true, isDemo: true }) },
    { ...ada, roles: new Set() },
  );
  expect(text).toContain("You are   Ada (no role)");
  expect(text).toContain("Demo: nothing here reaches a real Falcon.");
});
