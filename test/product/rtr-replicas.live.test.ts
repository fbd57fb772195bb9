/** Sessions of replicas on one PostgreSQL: whichever is left goes on where the other stopped. */
import { join } from "node:path";
import { describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { startPostgres } from "../emulators/postgres.ts";
import { textOf } from "../emulators/slack/index.ts";
import { freePort, until, type Bot } from "./bot.ts";
import { openedOn } from "./rtr-thread.ts";
import { setStage, type Stage } from "./stage.ts";

const PATIENCE = { timeout: 120_000 };

/** The first replica, which the stage has started. A second joins it once there is something to take over. */
async function firstReplica(test: TestContext) {
  const postgres = await startPostgres();
  if (postgres === undefined) return test.skip("no PostgreSQL on this machine");
  onTestFinished(() => postgres.stop());
  const stage = await setStage({ env: { DATABASE_URL: postgres.url } });
  return { stage, second: () => startReplica(stage) };
}

/** With a listener and a folder of its own, as on another machine. */
async function startReplica({ home }: Stage): Promise<Bot> {
  const listen = `127.0.0.1:${await freePort()}`;
  const replica = home.launch({
    FALCONER_LISTEN: listen,
    FALCONER_DATA_DIR: join(home.folder, "second"),
  });
  onTestFinished(() => replica.kill());
  await until("the second replica is ready", async () => {
    const answer = await fetch(`http://${listen}/readyz`).catch(() => undefined);
    return answer?.ok === true;
  });
  return replica;
}

describe("a session whose replica", () => {
  it("dies is told of and deleted by the other, and nothing is sent again", PATIENCE, async (test) => {
    const { stage, second } = await firstReplica(test);
    const { rtr } = stage.falcon.state;
    stage.falcon.rtr.addRule({ command: "netstat", afterMs: 600_000 });
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await second();
    await thread.type("U0ANA", "netstat");
    await until("netstat is with its host", () => rtr.commands.length === 1);
    await thread.type("U0ANA", "ps");
    await thread.answer("> ps", "waits for its turn");
    await stage.bot.kill();
    await thread.answer("Falconer was restarted", "not known whether it ran", "was not sent");
    await until("no session is left at Falcon", () => rtr.open.length === 0, 30_000);
    expect(rtr.sessions.map(({ ended }) => ended?.by)).toEqual(["deleted"]);
    expect(rtr.commands.map(({ text }) => text)).toEqual(["netstat"]);
    await until("the root is closed", () => textOf(thread.root).includes("Falconer stopped while"));

    const again = await openedOn(stage, "U0ANA", "WIN-01");
    await again.type("U0ANA", "ipconfig");
    await again.answer("> ipconfig");
  });

  it("stops in good order goes on in the other, in the same directory", PATIENCE, async (test) => {
    const { stage, second } = await firstReplica(test);
    const { rtr } = stage.falcon.state;
    const thread = await openedOn(stage, "U0ANA", "WIN-01");
    await thread.type("U0ANA", "cd C:\\Windows");
    await thread.answer("> cd C:\\Windows");
    await second();
    expect(await stage.bot.stop()).toBe(0);
    await thread.type("U0ANA", "ls");
    await thread.answer("> ls", "System32");
    expect(rtr.sessions).toHaveLength(1);
    expect(rtr.commands.map(({ text, directory }) => [text, directory])).toEqual([
      ["cd C:\\Windows", "C:\\"],
      ["ls", "C:\\Windows"],
    ]);
    await thread.type("U0ANA", "exit");
    await until("it is deleted at Falcon", () => rtr.open.length === 0);
  });
});
