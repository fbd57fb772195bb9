/**
 * Opens the connector for a program: the same store and Falcon as the shell's, in the name
 * of one of the settings' people. Its requests are marked as machine-made, and the human
 * behind the program cannot be the one who agrees. Import this to embed Falconer.
 */
import { randomUUID } from "node:crypto";
import { isolate } from "../../commands/isolate.ts";
import { scan } from "../../commands/scan.ts";
import { queryOf } from "../alerts/list-card.ts";
import { authorize } from "../bot/authorize.ts";
import type { Account } from "../chat/person.ts";
import { loadConfig } from "../config.ts";
import { createConnector, type Connector, type ProgramWish } from "../connector/connector.ts";
import { anchoredClock } from "../lib/clock.ts";
import { untrusted } from "../lib/untrusted.ts";
import { createLogger } from "../log.ts";
import { createCore } from "./core.ts";

export type { Connector, Proposal } from "../connector/connector.ts";

export interface ConnectOptions {
  /** The variables of the README: Falcon, store, settings file. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The person that the program acts for: their `shell` name in the settings. */
  readonly login: string;
  readonly configFile?: string;
}

export interface OpenConnector extends Connector {
  close(): Promise<void>;
}

/** @throws ConfigFaults when the settings are wrong */
export async function openConnector(options: ConnectOptions): Promise<OpenConnector> {
  const { env, login, configFile } = options;
  const clock = anchoredClock();
  const config = await loadConfig({
    env: { LOG_LEVEL: "warn", ...env },
    login,
    ...(configFile === undefined ? {} : { configFile }),
  });
  const log = createLogger({ level: config.logLevel, destination: "stderr", secrets: config.secrets });
  const core = await createCore({ config, clock, log, kind: "shell" });
  log.addSecret(core.cloud.clientSecret.use());
  await core.instance.start();
  const account: Account = {
    surface: "terminal",
    tenant: "",
    id: login,
    name: untrusted(login),
    standing: "member",
  };

  async function propose({ kind, ...wish }: ProgramWish, signal?: AbortSignal) {
    const seen = await core.people.who(account, "fresh");
    authorize(kind === "scan" ? scan.info : isolate.info, seen, "agent");
    const row = await core.approvals.propose(
      { ...wish, kind, isEmergency: false },
      {
        person: seen.person,
        account,
        place: { surface: "terminal", channel: "connector" },
        askedBy: "agent",
        turnId: `connector:${randomUUID()}`,
      },
      signal,
    );
    return { request: row.id, state: row.state, hosts: row.targets.map(({ id }) => id) };
  }

  const { hosts, alerts } = core.lookUps;
  const connector = createConnector({
    hosts,
    alerts: { search: (request, signal) => alerts.list(queryOf(request), signal) },
    propose,
  });
  return {
    ...connector,
    async close() {
      await core.signOut();
      await core.instance.stop();
      await core.cloud.stop();
      await core.store.close();
    },
  };
}
