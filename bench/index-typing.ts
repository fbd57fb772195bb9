/** How many calls an hour of typing costs, counted where they leave for Falcon, on a clock that is moved. */
import { createHostIndex } from "../src/hosts/index/host-index.ts";
import { PAGE, type SketchPort } from "../src/hosts/index/feed.ts";
import { createHosts, type HostHints, type HostsPort } from "../src/hosts/service.ts";
import { HOUR, MINUTE } from "../src/lib/clock.ts";
import { fakeClock } from "../test/fixtures/clock.ts";
import { estateNames, recordingLog, scriptedFalcon, sketchOf } from "../test/hosts/index/sketches.ts";

export const PEOPLE = 200;
export const TYPED = 12;
const SHOWN = 8;

export interface Calls {
  readonly perKeystroke: number;
  /** With the index, its loading included: a page of changes each time. */
  readonly quiet: number;
  /** Every host has changed whenever one asks. */
  readonly busy: number;
}

export async function callsOfTyping(hosts: number): Promise<Calls> {
  const names = estateNames(hosts);
  return {
    perKeystroke: await type(names),
    quiet: await hourWithIndex(names, false),
    busy: await hourWithIndex(names, true),
  };
}

/** Queries only: each of them is followed by a second call, for the records. */
async function type(names: readonly string[], index?: HostHints): Promise<number> {
  let queries = 0;
  const live: HostsPort = {
    query: () => Promise.resolve({ ids: [], total: (queries += 1) }),
    details: () => Promise.resolve([]),
    onlineState: () => Promise.resolve(new Map()),
    loginHistory: () => Promise.resolve(new Map()),
  };
  const service = createHosts({
    falcon: live,
    clock: { now: () => 0 },
    ...(index === undefined ? {} : { index }),
  });
  for (let person = 0; person < PEOPLE; person += 1) {
    const name = names[(person * 499) % names.length] ?? "";
    for (let letters = 1; letters <= TYPED; letters += 1)
      await service.suggest(name.slice(0, letters), SHOWN);
  }
  return queries;
}

async function hourWithIndex(names: readonly string[], isBusy: boolean): Promise<number> {
  const sketches = names.map((name) => sketchOf({ name }));
  const scripted = scriptedFalcon(sketches, {
    page: PAGE,
    changed: () => (isBusy ? sketches : sketches.slice(0, PAGE)),
  });
  const falcon: SketchPort = scripted;
  const clock = fakeClock();
  const index = createHostIndex({ falcon, clock, log: recordingLog() });
  index.start();
  await afterReading(names.length);
  const queries = await type(names, index);
  for (let minute = 0; minute < HOUR / MINUTE; minute += 1) {
    await clock.advance(MINUTE);
    await afterReading(isBusy ? names.length : PAGE);
  }
  await index.stop();
  return scripted.asked.length + queries;
}

/** Reading gives way to others now and then; this many turns are enough for so many hosts. */
async function afterReading(hosts: number): Promise<void> {
  for (let turn = 0; turn < hosts / 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
