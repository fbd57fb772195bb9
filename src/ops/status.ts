/**
 * "How are you?" answered in one card: who asks, what Falconer reaches, what waits, what
 * is isolated. It is asked for most when something is broken, so every question stands
 * alone: one that fails or hangs is shown as not known, and the card comes all the same.
 */
import { ago, at, facts, note, toned, type Card, type Inline, type Tone } from "../chat/card.ts";
import { ROLES, type Person } from "../chat/person.ts";
import { visible } from "../chat/visible.ts";
import { JUMP_MS, SECOND, type Clock } from "../lib/clock.ts";
import { BotError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { withinLimit } from "./time-limit.ts";

/** How long the card waits for one question. */
const PROBE_LIMIT_MS = 4 * SECOND;

export interface StatusReport {
  card(person: Person): Promise<Card>;
}

export interface FrozenSince {
  readonly by: string | Untrusted;
  readonly at: number;
  readonly reason: string | Untrusted;
}

export interface StatusProbes {
  surfaces(): readonly { readonly name: string; readonly isReady: boolean }[];
  falcon(): Promise<{ readonly words: string; readonly isReachable: boolean; readonly isDemo: boolean }>;
  /** The store's kind, in words. */
  readonly engine: string;
  frozen(): Promise<FrozenSince | undefined>;
  /** Requests that wait for a decision. */
  pending(): Promise<number>;
  /** Hosts that Falconer holds isolated. */
  isolated(): Promise<number>;
  /** Messages still to be said, and those given up. */
  deliveries(): Promise<{ readonly open: number; readonly failed: number }>;
  driftMs(): number;
}

export interface StatusOptions {
  readonly clock: Clock;
  readonly log?: Log;
  readonly version: string;
  readonly startedAt: number;
  readonly probes: StatusProbes;
}

type Probed<T> =
  | { readonly isKnown: true; readonly value: T }
  | { readonly isKnown: false; readonly why: string };

type Findings = Awaited<ReturnType<typeof findOut>>;

export function createStatus(options: StatusOptions): StatusReport {
  return {
    async card(person) {
      const found = await findOut(options);
      const blocks = [
        facts({
          "You are": personWords(person),
          Falconer: [`${options.version}, started `, ago(options.startedAt)],
          Falcon: told(found.falcon, ({ words }) => words),
          Chat: told(found.surfaces, surfaceWords),
          Store: options.probes.engine,
          Actions: told(found.frozen, frozenWords),
          Requests: told(found.pending, (count) => `${count} pending`),
          Hosts: told(found.isolated, (count) => `${count} isolated`),
          Messages: told(found.deliveries, ({ open, failed }) => `${open} to be sent, ${failed} failed`),
          Clock: told(found.driftMs, clockWords),
        }),
      ];
      if (known(found.falcon)?.isDemo === true)
        blocks.push(note("Demo: nothing here reaches a real Falcon."));
      return { ...toned(toneOf(found), titleOf(found), ...blocks), data: dataOf(person, found, options) };
    },
  };
}

async function findOut({ clock, log, probes }: StatusOptions) {
  const probe = async <T>(name: string, ask: () => Promise<T> | T): Promise<Probed<T>> => {
    try {
      return { isKnown: true, value: await withinLimit(clock, PROBE_LIMIT_MS, async () => ask()) };
    } catch (error) {
      log?.warn("a part of the status could not be found out", { err: error, probe: name });
      return { isKnown: false, why: error instanceof BotError ? error.hint : "it failed; see the log" };
    }
  };
  const [surfaces, falcon, frozen, pending, isolated, deliveries, driftMs] = await Promise.all([
    probe("surfaces", () => probes.surfaces()),
    probe("falcon", () => probes.falcon()),
    probe("frozen", () => probes.frozen()),
    probe("pending", () => probes.pending()),
    probe("isolated", () => probes.isolated()),
    probe("deliveries", () => probes.deliveries()),
    probe("clock", () => probes.driftMs()),
  ]);
  return { surfaces, falcon, frozen, pending, isolated, deliveries, driftMs };
}

const known = <T>(probed: Probed<T>): T | undefined => (probed.isKnown ? probed.value : undefined);

const told = <T>(probed: Probed<T>, words: (value: T) => Inline): Inline =>
  probed.isKnown ? words(probed.value) : `not known (${visible(probed.why)})`;

const hasJumped = (driftMs: number | undefined): boolean => Math.abs(driftMs ?? 0) > JUMP_MS;

function toneOf(found: Findings): Tone {
  const isDown = !found.falcon.isKnown || !found.falcon.value.isReachable;
  if (isDown || known(found.frozen) !== undefined) return "danger";
  const isIncomplete = Object.values(found).some(({ isKnown }) => !isKnown);
  const isDeaf = known(found.surfaces)?.some(({ isReady }) => !isReady) === true;
  const isBehind = (known(found.deliveries)?.failed ?? 0) > 0;
  return isIncomplete || isDeaf || isBehind || hasJumped(known(found.driftMs)) ? "warning" : "good";
}

function titleOf(found: Findings): string {
  if (known(found.frozen) !== undefined) return "Falconer is frozen: no action executes";
  if (!found.falcon.isKnown || !found.falcon.value.isReachable) return "Falconer does not reach Falcon";
  return toneOf(found) === "good" ? "Falconer is well" : "Falconer works, with something to look at";
}

function personWords({ name, roles }: Person): Inline {
  const held = ROLES.filter((role) => roles.has(role));
  return [name, held.length === 0 ? " (no role)" : ` (${held.join(", ")})`];
}

const surfaceWords = (surfaces: readonly { name: string; isReady: boolean }[]): string =>
  surfaces.map(({ name, isReady }) => `${name} ${isReady ? "ready" : "not ready"}`).join(", ") || "none";

const frozenWords = (frozen: FrozenSince | undefined): Inline =>
  frozen === undefined ? "not frozen" : ["frozen by ", frozen.by, " at ", at(frozen.at), ": ", frozen.reason];

const clockWords = (driftMs: number): string =>
  hasJumped(driftMs)
    ? `the machine's clock has jumped by ${Math.round(driftMs / SECOND)} s; time goes on as it was at the start`
    : "steady";

function dataOf(person: Person, found: Findings, options: StatusOptions): unknown {
  const unknown = Object.entries(found).flatMap(([name, probed]) =>
    probed.isKnown ? [] : [{ name, why: probed.why }],
  );
  return {
    person: { id: person.id, name: person.name, roles: ROLES.filter((role) => person.roles.has(role)) },
    version: options.version,
    startedAt: options.startedAt,
    engine: options.probes.engine,
    falcon: known(found.falcon),
    surfaces: known(found.surfaces),
    frozen: found.frozen.isKnown ? (found.frozen.value ?? false) : undefined,
    pending: known(found.pending),
    isolated: known(found.isolated),
    deliveries: known(found.deliveries),
    driftMs: known(found.driftMs),
    unknown,
  };
}
