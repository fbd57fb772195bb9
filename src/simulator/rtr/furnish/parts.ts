/** What all platforms are furnished from: files of a table, processes numbered in order. */
import { DAY, HOUR, MINUTE } from "../../../lib/clock.ts";
import type { Furnishing, Process } from "../computer.ts";
import type { Content } from "../content.ts";
import { Disk } from "../disk.ts";
import type { Platform } from "../paths.ts";

/** Path and what is in it; undefined for an empty directory. */
export type Shelf = readonly (readonly [path: string, content: Content | undefined])[];

/** Files are up to 200 days old, by a throw of the dice each. */
export function fillDisk(platform: Platform, { startMs, dice, device }: Furnishing, shelf: Shelf): Disk {
  const installedMs = startMs - 240 * DAY;
  const disk = new Disk(platform, installedMs);
  for (const [path, content] of shelf) {
    const ageMs = (1 + dice.below(`age ${device.device_id} ${path}`, 200)) * DAY;
    const ms = startMs - ageMs + dice.below(`hour ${path}`, 24) * HOUR;
    if (content === undefined) disk.makeDirectory(path, ms);
    else disk.write(path, content, ms);
  }
  return disk;
}

/** `[name, path, user, parent's place in this list, command line]` */
export type ProcessPlan = readonly [
  name: string,
  path: string,
  user: string,
  parent: number | undefined,
  commandLine?: string,
];

/** The first process has `first.pid`, the others ascend from there. */
export function startProcesses(
  { dice, device, startMs }: Furnishing,
  first: { readonly pid: number; readonly step: number },
  plans: readonly ProcessPlan[],
): Map<number, Process> {
  const pidOf = (place: number): number =>
    place === 0 ? first.pid : first.pid + place * first.step * 17 + 4 * dice.below(`pid ${place}`, 4);
  return new Map(
    plans.map(([name, path, user, parent, commandLine], place) => {
      const pid = pidOf(place);
      const process: Process = {
        pid,
        parent: parent === undefined ? 0 : pidOf(parent),
        name,
        path,
        user,
        commandLine: commandLine ?? path,
        startedMs: startMs - 30 * HOUR + place * 2 * MINUTE,
        memoryKb: 1_200 + dice.below(`memory ${device.device_id} ${place}`, 240_000),
      };
      return [pid, process] as const;
    }),
  );
}
