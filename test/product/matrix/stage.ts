/** The tenant, the product, and the five surfaces onto it; one person asks on all of them. */
import { startDiscord } from "../../emulators/discord/index.ts";
import { startSlack, textOf } from "../../emulators/slack/index.ts";
import { openStore } from "../../../src/store/open.ts";
import { DAY } from "../../../src/lib/clock.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Simulator } from "../../../src/simulator/simulator.ts";
import { openOverHttp } from "../agents.ts";
import { createHome, until } from "../bot.ts";
import { ANA, APPROVALS, discordSettings, LEE, SOC } from "../discord-stage.ts";
import { CHANNELS, PEOPLE } from "../settings.ts";
import { threadOf } from "../rtr-thread.ts";
import {
  inShell,
  onConsole,
  onDiscord,
  onSlack,
  overMcp,
  type Surface,
  type SurfaceName,
} from "./surfaces.ts";
import { NAMES, startTenant } from "./world.ts";

export interface Matrix {
  readonly falcon: Simulator;
  readonly surfaces: Readonly<Record<SurfaceName, Surface>>;
  readonly rtrSession: string;
  /** What the approvals channel shows. */
  cards(): readonly string[];
  close(): Promise<void>;
}

const [hostA, hostB, , hostD, hostE, hostF] = NAMES.hosts;

export async function openMatrix(login: string): Promise<Matrix> {
  const falcon = await startTenant();
  const slack = await startSlack({ users: PEOPLE, channels: CHANNELS });
  const discord = await startDiscord({
    users: [ANA, LEE].map((id) => ({ id, name: `user-${id.at(-1)}` })),
    channels: [
      { id: SOC, name: "soc" },
      { id: APPROVALS, name: "approvals" },
    ],
  });
  const home = await createHome({
    settings: discordSettings("slack:C0APPROVE").replace("slack: U0ANA", `slack: U0ANA, shell: ${login}`),
    env: {
      FALCON_CLIENT_ID: falcon.clientId,
      FALCON_CLIENT_SECRET: falcon.clientSecret,
      FALCON_BASE_URL: falcon.url,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.url,
      DISCORD_TOKEN: discord.token,
      DISCORD_GUILD_ID: discord.guild,
      DISCORD_API_URL: discord.apiUrl,
    },
  });
  await mkdir(join(home.folder, "data"));
  await writeOldLine(join(home.folder, "data", "falconer.db"), falcon);
  const bot = await home.start();
  const agent = await openOverHttp(bot);
  const surfaces = {
    slack: onSlack(slack, "U0ANA", "C0SOC"),
    discord: onDiscord(discord, ANA, SOC),
    console: await onConsole(bot, "ana-diaz"),
    shell: await inShell(home, login),
    mcp: overMcp(agent),
  };

  const asked = async (user: string, line: string, host: string) => {
    await slack.slash(user, "C0OTHER", line);
    return until(`a card about ${host}`, () =>
      slack.channel("C0APPROVE").messages.find((one) => textOf(one).includes(host)),
    );
  };
  await session(falcon, hostB);
  await anotherSecond();
  await asked("U0ANA", `isolate ${hostA} of the matrix`, hostA);
  await asked("U0LEE", `isolate ${hostE} of the matrix`, hostE);
  const denied = await asked("U0LEE", `isolate ${hostF} of the matrix`, hostF);
  await slack.click("U0LEE", denied, "Withdraw");
  await until("withdrawn", () => textOf(denied).toLowerCase().includes("withdrawn"));
  await session(falcon, hostE, { thenEnd: true });
  await anotherSecond();
  await slack.slash("U0ANA", "C0OTHER", `rtr ${hostF}`);
  const root = await until("a session", () =>
    slack.channel("C0OTHER").messages.find((one) => one.byBot && textOf(one).includes(`RTR on`)),
  );
  await threadOf({ slack }, root).answer("The session is open");
  const rtrSession = falcon.state.rtr.open.find(({ hostname }) => hostname === hostF)!.id;

  return {
    falcon,
    surfaces,
    rtrSession,
    cards: () => slack.channel("C0APPROVE").messages.map(textOf),
    async close() {
      await agent.close();
      await bot.kill().catch(() => undefined);
      await Promise.all([slack.stop(), discord.stop(), falcon.stop()]);
      await home.remove();
    },
  };
}

/** Falcon's stamps of sessions are whole seconds, and lists are in their order. */
const anotherSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1_050));

/** Something that happened three weeks before the product was started. */
async function writeOldLine(file: string, falcon: Simulator): Promise<void> {
  const store = await openStore({ file });
  await store.audit.append(Date.now() - 20 * DAY, {
    event: "request.created",
    actor: "somebody",
    actorName: "Some Body",
    devices: [falcon.state.host(hostD)!.device_id],
    hostnames: [untrusted(hostD)],
  });
  await store.close();
}

/** One of somebody else's, by another API client than ours. */
async function session(falcon: Simulator, hostname: string, { thenEnd = false } = {}): Promise<void> {
  const client = {
    id: hostname.toLowerCase().padEnd(32, "0"),
    secret: `secret-of-${hostname}`,
    scopes: "all",
  } as const;
  falcon.addClient(client);
  const token = await fetch(`${falcon.url}/oauth2/token`, {
    method: "POST",
    body: new URLSearchParams({ client_id: client.id, client_secret: client.secret }),
  });
  const { access_token } = (await token.json()) as { readonly access_token: string };
  const call = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(falcon.url + path, {
      method,
      headers: { Authorization: `Bearer ${access_token}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const made = await call("POST", "/real-time-response/entities/sessions/v1", {
    device_id: falcon.state.host(hostname)!.device_id,
    origin: "console",
  });
  const { resources } = (await made.json()) as {
    readonly resources: readonly { readonly session_id: string }[];
  };
  if (thenEnd)
    await call("DELETE", `/real-time-response/entities/sessions/v1?session_id=${resources[0]!.session_id}`);
}
