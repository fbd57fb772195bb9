/**
 * `kill -9` at random moments of the story, again and again, on both stores. In the end
 * each approved host has exactly one containment call, and each request one truthful card.
 */
import { describe, expect, it } from "vitest";
import { startPostgres } from "../emulators/postgres.ts";
import { settings } from "../product/settings.ts";
import { setStage } from "../product/stage.ts";
import { tellStory, type Told } from "./story.ts";

const KILLS = Number(process.env["FALCONER_CRASHES"] ?? "6");
const SEED = Number(process.env["FALCONER_CRASH_SEED"] ?? "20251");
const LONGEST_LIFE_MS = 1_600;
const STORIES_AT_ONCE = 6;

/** More isolations than any policy would allow in an hour. */
const UNCAPPED = `
policy:
  caps: { isolations_per_hour: 10000 }
  rules: [{ action: [contain], approvals: 1 }]
`;

/** A small generator with a seed, so that a schedule can be run again. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

describe("kill -9 at random moments", () => {
  it("leaves one call and one true card per host on SQLite", async () => {
    await killAgainAndAgain({});
  });

  it("leaves one call and one true card per host on PostgreSQL", async (test) => {
    const postgres = await startPostgres();
    if (postgres === undefined) {
      test.skip("no PostgreSQL on this machine");
      return;
    }
    try {
      await killAgainAndAgain({ DATABASE_URL: postgres.url });
    } finally {
      await postgres.stop();
    }
  });
});

async function killAgainAndAgain(env: Readonly<Record<string, string>>): Promise<void> {
  const random = dice(SEED);
  const stage = await setStage({ env, settings: settings(UNCAPPED) });
  const open = new Set<Promise<Told>>();
  const ended: Promise<Told>[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    for (let more = 0; more < 2 && open.size < STORIES_AT_ONCE; more += 1) {
      const hostname = `WIN-K${kill}-${more}`;
      stage.falcon.addHost({ hostname });
      const story = tellStory(stage, hostname);
      ended.push(story);
      open.add(story);
      story.finally(() => open.delete(story)).catch(() => undefined);
    }
    await new Promise((resolve) => setTimeout(resolve, random() * LONGEST_LIFE_MS));
    await stage.restart();
  }
  const stories = await Promise.all(ended);
  console.log(`${KILLS} kills, ${stories.length} stories, seed ${SEED}`);
  expect(stories.filter(({ calls }) => calls !== 1)).toEqual([]);
  // Somebody whose command was not acknowledged says it again, which may make a second request;
  // but no request has two cards.
  const doubled = stories.filter(({ requests }) => new Set(requests).size !== requests.length);
  expect(doubled).toEqual([]);
  expect(stories.filter(({ requests }) => requests.includes("none"))).toEqual([]);
  expect(stories.every(({ text }) => text.includes("Lee Chan"))).toBe(true);
  const verified = await stage.home.shell("audit", "verify");
  expect(`${verified.out}${verified.err}`).toContain("intact");
}
