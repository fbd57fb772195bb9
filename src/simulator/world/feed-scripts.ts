/** Scripts that try whoever reads the alerts: how they are dated, listed and moved, not what they say. */
import { HOUR, MINUTE, SECOND } from "../../lib/clock.ts";
import type { Alert, ScriptedAlert } from "../alert-book.ts";
import type { Device } from "../host-book.ts";
import { nanoStamp } from "../stamp.ts";
import { INCIDENT } from "./attacks.ts";
import type { BacklogParts } from "./backlog.ts";
import { endpointAlert } from "./endpoint-alerts.ts";

const FIRST_MS = 5 * SECOND;
const STEADY_EVERY_MS = 10 * SECOND;
/** Half an hour of them. */
const STEADY_SIZE = 180;
const LATE_BY_MS = 20 * MINUTE;
const LATE_EVERY_MS = 15 * SECOND;
const LATE_SIZE = 40;
/** More than any page of ids holds. */
const MOMENT_SIZE = 10_050;
const MOVING_SIZE = 300;
const MOVES = 20;

/** A function that makes the alert of this number. */
type Maker = (name: string, index: number, atMs: number) => Alert;

function makerOf({ dice, devices, startMs }: BacklogParts): Maker {
  const windows = devices.filter(({ platform_name }) => platform_name === "Windows");
  const plans = Object.values(INCIDENT);
  return (name, index, atMs) => {
    const key = `${name} ${index} ${startMs}`;
    const plan = dice.pick(`plan ${key}`, plans);
    const device: Device = dice.pick(`device ${key}`, windows);
    const numbered = { ...plan, name: `${plan.name}-${String(index + 1).padStart(5, "0")}` };
    return endpointAlert({ key, atMs, device, plan: numbered, tree: device.hostname }, dice);
  };
}

const step = (key: string, atMs: number, build: ScriptedAlert["build"]): ScriptedAlert => ({
  key,
  atMs,
  stopsWith: [],
  build,
});

/** One every ten seconds. */
function* steady(parts: BacklogParts): Generator<ScriptedAlert> {
  const make = makerOf(parts);
  for (let index = 0; index < STEADY_SIZE; index += 1)
    yield step(`steady ${index}`, parts.startMs + FIRST_MS + index * STEADY_EVERY_MS, (at) =>
      make("steady", index, at),
    );
}

/** Every other one is listed twenty minutes after it was made. */
function* late(parts: BacklogParts): Generator<ScriptedAlert> {
  const make = makerOf(parts);
  for (let index = 0; index < LATE_SIZE; index += 1) {
    const delay = index % 2 === 0 ? LATE_BY_MS : 0;
    yield step(`late ${index}`, parts.startMs + FIRST_MS + index * LATE_EVERY_MS, (at) =>
      make("late", index, at - delay),
    );
  }
}

/** All of one moment to the nanosecond. */
function* sameMoment(parts: BacklogParts): Generator<ScriptedAlert> {
  const make = makerOf(parts);
  const stamp = nanoStamp(parts.startMs + FIRST_MS, 1);
  for (let index = 0; index < MOMENT_SIZE; index += 1)
    yield step(`moment ${index}`, parts.startMs + FIRST_MS, (at) => ({
      ...make("moment", index, at),
      created_timestamp: stamp,
      updated_timestamp: stamp,
    }));
}

/** Made at once, then changed one after the other, several times a second, while somebody reads. */
function* moving(parts: BacklogParts): Generator<ScriptedAlert> {
  const make = makerOf(parts);
  const madeMs = parts.startMs + FIRST_MS;
  for (let index = 0; index < MOVING_SIZE; index += 1)
    yield step(`moving ${index}`, madeMs, (at) => make("moving", index, at));
  for (let move = 1; move <= MOVES * MOVING_SIZE; move += 1) {
    const index = (move * 7) % MOVING_SIZE;
    const atMs = madeMs + move * 100;
    if (atMs > madeMs + HOUR) return;
    yield step(`move ${move}`, atMs, (at) => ({
      ...make("moving", index, madeMs),
      status: move % 3 === 0 ? "closed" : "in_progress",
      updated_timestamp: nanoStamp(at, move),
    }));
  }
}

/**
 * One every ten seconds; late arrivals; 10,050 of one nanosecond; alerts that change while they
 * are read.
 */
export const FEED_SCRIPTS = { steady, late, "same-moment": sameMoment, moving };
