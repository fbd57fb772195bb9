/** A desk of RTR without a network: three hosts, a clock that only moves when told to. */
import { createDice } from "../../../src/simulator/dice.ts";
import type { Computer } from "../../../src/simulator/rtr/computer.ts";
import { RtrDesk, type RtrSettings } from "../../../src/simulator/rtr/desk.ts";
import type { Session } from "../../../src/simulator/rtr/sessions.ts";
import type { Tier } from "../../../src/simulator/rtr/verbs/verb.ts";
import { createWorld } from "../../../src/simulator/world/world.ts";

const START_MS = Date.parse("2026-03-02T09:00:00Z");

export interface Room {
  readonly desk: RtrDesk;
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  readonly computer: (host: string) => Computer;
  readonly setOnline: (host: string, online: boolean) => void;
  readonly open: (host: string, mayQueue?: boolean, clientId?: string) => Session;
  /** Hands a line over, on the highest tier unless told otherwise; the first word is the base command. */
  readonly submit: (session: Session, text: string, tier?: Tier) => string;
  readonly read: (requestId: string, sequence?: number) => ReturnType<RtrDesk["piece"]>;
  /** Hands a line over and reads everything that it prints. */
  readonly say: (session: Session, text: string, tier?: Tier) => { stdout: string; stderr: string };
}

export function enterRoom(settings: RtrSettings = {}): Room {
  const dice = createDice(7);
  const world = createWorld({ dice, startMs: START_MS, containMs: 0, scenario: "quiet", empty: false });
  const desk = new RtrDesk({ hosts: world.hosts, dice, startMs: START_MS }, { commandMs: 0, ...settings });
  let nowMs = START_MS;
  const idOf = (host: string): string => world.hosts.find(host, nowMs)!.device_id;
  const submit: Room["submit"] = (session, text, tier = "admin") => {
    desk.catchUp(nowMs);
    const base = text.split(" ")[0] ?? "";
    return desk.submit({ session, tier, base, text, mayWait: false }, nowMs).id;
  };
  const read: Room["read"] = (requestId, sequence = 0) => {
    desk.catchUp(nowMs);
    return desk.piece(
      desk.requests.find(({ id }) => id === requestId)!,
      sequence,
      nowMs,
    );
  };
  return {
    desk,
    submit,
    read,
    now: () => nowMs,
    computer: (host) => desk.computer(world.hosts.find(host, nowMs)!),
    advance(ms) {
      nowMs += ms;
      desk.catchUp(nowMs);
    },
    setOnline(host, online) {
      world.hosts.change(idOf(host), { online }, nowMs);
      desk.catchUp(nowMs);
    },
    open: (host, mayQueue = false, clientId = "client") =>
      desk.open({ clientId, deviceId: idOf(host), origin: "test", mayQueue }, nowMs),
    say(session, text, tier) {
      const requestId = submit(session, text, tier);
      const said = { stdout: "", stderr: "" };
      for (let sequence = 0; ; sequence += 1) {
        const piece = read(requestId, sequence);
        said.stdout += piece.stdout;
        said.stderr += piece.stderr;
        if (piece.isComplete) return said;
      }
    },
  };
}
