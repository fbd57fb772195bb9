/**
 * Recorded payloads of Falcon, from a folder outside this repository that FALCONER_SAMPLES
 * names: each goes through the real client from a living neighbour, onto the card that people
 * would get, and that card through every renderer.
 */
import { describe, expect, it } from "vitest";
import { createAlerts } from "../../src/alerts/service.ts";
import { anchoredClock } from "../../src/lib/clock.ts";
import { feed, type Raised } from "./samples/alert-feed.ts";
import { lookUp, LOOKS } from "./samples/look-ups.ts";
import { isObject, payloadsIn, type Json, type Kind, type Payload } from "./samples/payloads.ts";
import { draw } from "./samples/renderings.ts";

const folder = process.env["FALCONER_SAMPLES"];
const payloads = folder === undefined ? [] : payloadsIn(folder);
const of = (...kinds: readonly Kind[]): readonly Payload[] =>
  payloads.filter(({ kind }) => kinds.includes(kind));
const count = (name: string, taken: readonly Payload[]): void => {
  for (const [file, some] of Map.groupBy(taken, ({ file: one }) => one))
    console.log(`${String(some.length).padStart(4)} ${name.padEnd(20)} ${file}`);
};

if (folder === undefined)
  console.log("Skipped: set FALCONER_SAMPLES to a folder of recorded Falcon payloads (JSON) to check them.");

describe.skipIf(folder === undefined)("recorded payloads", () => {
  it("every alert, and whatever else might come in its place, stands on a valid card", async () => {
    const taken = of("alert", "legacy detection", "stream event");
    expect(taken).not.toEqual([]);
    const raised = taken.map(asRaised);
    const { cards, cardOf, falcon, seen } = await feed(raised);
    expect(seen.filter((event) => event.kind === "tick" && event.outcome === "failed")).toEqual([]);
    expect(raised.map(({ id }) => id).filter((id) => cardOf(id) === undefined)).toEqual([]);
    const drawn = new Map([...cards].map(([name, card]) => [name, draw(card)]));
    expect([...drawn.values()].flatMap(({ faults }) => faults)).toEqual([]);
    const alerts = createAlerts({ falcon: falcon.alerts, clock: anchoredClock() });
    for (const { id, record } of raised) {
      const { faults, words } = draw(await alerts.card(id));
      expect(faults).toEqual([]);
      expect(words).toContain(id);
      const name = record["display_name"] ?? record["name"];
      if (typeof name === "string") expect(drawn.get(cardOf(id) ?? "")?.words).toContain(name);
    }
    count("as alerts", taken);
  });

  it("every other record that an endpoint of ours gives is read and stands on a valid card", async () => {
    const taken = payloads.filter(({ kind }) => kind in LOOKS);
    for (const payload of taken) {
      const where = `${payload.file} ${payload.at}`;
      const found = await lookUp(payload).catch((error: unknown) => {
        throw new Error(where, { cause: error });
      });
      const drawn = (found?.cards ?? []).map(draw);
      const unread = (found?.names ?? []).filter((name) => drawn[0]?.words.includes(name) !== true);
      expect({ where, faults: drawn.flatMap(({ faults }) => faults), unread }).toEqual({
        where,
        faults: [],
        unread: [],
      });
    }
    for (const [kind, some] of Map.groupBy(taken, (one) => one.kind)) count(kind, some);
    count("no endpoint of ours", of("other"));
  });
});

/**
 * Falcon lists by the last change those that the console shows, and hands them out by composite
 * id: these three every alert of a tenant has.
 */
function asRaised({ record, kind }: Payload, index: number): Raised {
  const bare = kind === "stream event" && isObject(record["log"]) ? record["log"] : record;
  const written = bare["composite_id"];
  const id = `${"c".repeat(32)}:ind:sample-${index}:${typeof written === "string" ? written.replaceAll(/[^\w.:|+-]/g, "_").slice(-120) : "none"}`;
  const stamp = new Date(Date.now() + index).toISOString().replace("Z", "123456Z");
  return {
    id,
    record: {
      show_in_ui: true,
      ...bare,
      composite_id: id,
      updated_timestamp: stamp,
      // Recorded long ago, they would be history.
      ...("created_timestamp" in bare ? { created_timestamp: stamp } : {}),
    } satisfies Json,
  };
}
