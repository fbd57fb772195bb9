/** How sessions end by themselves, and how those end that wait for an offline host: the same on every surface. */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { DAY } from "../../src/lib/clock.ts";
import { until } from "../product/bot.ts";
import { answer, handed, rootSays, type Desk, type OpenDesk, type Thread } from "./desk.ts";

const PATIENCE = { timeout: 120_000 };
const SESSIONS = "/real-time-response/entities/sessions/v1";
const QUEUED = "/real-time-response/entities/queued-sessions/command/v1";

export function endings(open: OpenDesk): void {
  it("that nobody uses is warned of and then closed, with DELETE", PATIENCE, async () => {
    const desk = await open('rtr: { idle: 5s, prefix: "" }');
    const thread = await desk.open("WIN-01");
    await rootSays(thread, "Time left", "closed after 5s without a command");
    expect((await answer(thread, "Nobody types here")).labels).toEqual(["Keep open", "Close session"]);
    await until(
      "Falcon was asked to delete it",
      () => desk.falcon.state.callsTo(SESSIONS, "DELETE").length > 0,
    );
    expect(desk.falcon.state.rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted"]);
    await rootSays(thread, "nobody used it");
    await until("the root is let go", async () => !(await thread.isPinned()));
    expect((await thread.root()).labels).toEqual(["Transcript", "Open again"]);
  });

  it("of an offline host says that it waits, and that its commands ran or failed", PATIENCE, async () => {
    const desk = await open();
    const thread = await waiting(desk, "ls", "cat C:\\nowhere.txt");
    expect(handed(desk)).toEqual(["ls", "cat C:\\nowhere.txt"]);
    desk.falcon.setHost("WIN-01", { online: true });
    await answer(thread, "The host is back");
    await answer(thread, "> ls", "Windows");
    const failed = await answer(thread, "> cat", "Complaints");
    expect(failed.text).not.toContain("waits until");
    // Open from now on, like any other.
    await rootSays(thread, "Time left");
    await thread.type(desk.owner, "ps");
    await answer(thread, "> ps", "System");
  });

  it(
    "of a host that does not come back in seven days lapses, and says that nothing ran",
    PATIENCE,
    async () => {
      const desk = await open();
      const thread = await waiting(desk, "ls");
      await desk.restart(async () => pastBy(desk, 7 * DAY));
      await answer(thread, "The queue has lapsed", "What waited was not run");
      await answer(thread, "> ls", "cancelled");
      await rootSays(thread, "did not come back in seven days");
      await until(
        "Falcon was asked to forget it",
        () => desk.falcon.state.callsTo(QUEUED, "DELETE").length > 0,
      );
      await until("no session is left at Falcon", () => desk.falcon.state.rtr.open.length === 0);
      desk.falcon.setHost("WIN-01", { online: true });
      expect(desk.falcon.state.rtr.commands.map(({ hasRun }) => hasRun)).toEqual([false]);
    },
  );
}

async function waiting(desk: Desk, ...lines: readonly string[]): Promise<Thread> {
  desk.falcon.setHost("WIN-01", { online: false });
  const thread = await desk.open("WIN-01", "--queue");
  await answer(thread, "The host is offline", "up to seven days");
  await rootSays(thread, "is waited for");
  for (const line of lines) {
    await thread.type(desk.owner, line);
    await answer(thread, `> ${line}`, "waits until the host is back");
  }
  return thread;
}

/** As if it had been said so long ago: nobody waits a week for a test. */
async function pastBy({ home }: Desk, ms: number): Promise<void> {
  const store = new DatabaseSync(join(home.env["FALCONER_DATA_DIR"] ?? "", "falconer.db"));
  store.exec(`update rtr_session set created_at = created_at - ${ms}, updated_at = updated_at - ${ms}`);
  store.exec(`update rtr_entry set created_at = created_at - ${ms}`);
  store.close();
}
