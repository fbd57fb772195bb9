/**
 * AI agents: the adapter over a core, whom they act for, and what is written down of them.
 * An agent never has more than the role responder, whoever is behind it.
 */
import { hostname, networkInterfaces } from "node:os";
import {
  createMcpAdapter,
  type AgentCall,
  type HttpAccess,
  type McpAdapter,
} from "../../adapters/mcp/index.ts";
import type { Account, Role } from "../chat/person.ts";
import { isLoopback } from "../config/addresses.ts";
import { newId } from "../lib/id.ts";
import { createRedactor } from "../lib/redact.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Metrics } from "../ops/metrics.ts";
import type { TokenRole } from "../store/token-rows.ts";
import { createTokens, tokenAccount } from "../tokens/service.ts";
import type { Core } from "./core.ts";
import { documentsOf } from "./documents.ts";
import { listedPeople } from "./people.ts";
import { VERSION } from "./version.ts";

const CALL_ID_LENGTH = 20;
const EVERYWHERE = new Set(["0.0.0.0", "::"]);
const AT_MOST: Readonly<Record<TokenRole, readonly Role[]>> = {
  viewer: ["viewer"],
  responder: ["viewer", "responder"],
};

/** `core` as it is now: a demo's may be exchanged while programs are connected. */
export function createAgents(core: () => Core, metrics?: Pick<Metrics, "observeAgent">): McpAdapter {
  const { clock, log, config, cloud } = core();
  const redactor = createRedactor([...config.secrets, cloud.clientSecret].map((secret) => secret.use()));
  const agentLog = log.child("mcp");
  return createMcpAdapter({
    clock,
    newId: () => newId(CALL_ID_LENGTH),
    version: VERSION,
    documents: documentsOf(core),
    scrub: (text) => redactor.scrub(text),
    async record(call) {
      metrics?.observeAgent({ tool: call.tool ?? "none", outcome: call.outcome });
      try {
        await writeDown(core(), call);
      } catch (error) {
        agentLog.error("an agent's call could not be audited", { err: error, tool: call.tool });
      }
    },
    onFault: (error) => agentLog.warn("the agents' endpoint reports a fault", { err: error }),
  });
}

async function writeDown({ people, store, clock }: Core, call: AgentCall): Promise<void> {
  const { account, tool, outcome, asked, client, suspicious } = call;
  const { person } = await people.who(account, "cached");
  const by = {
    actor: person.id,
    actorName: person.name,
    account: { surface: account.surface, id: account.id },
  };
  await store.audit.append(clock.now(), {
    event: "agent.called",
    ...by,
    detail: { tool, outcome, ...(asked && { asked }), ...(client && { client }) },
  });
  if (suspicious === undefined) return;
  await store.audit.append(clock.now(), {
    event: "agent.suspicious-text",
    ...by,
    detail: { tool, text: suspicious },
  });
}

/** A program that the login itself has started, or that runs beside it on the same machine. */
export const ownAgent = (login: string): Account => ({
  surface: "mcp",
  tenant: "",
  id: login,
  name: untrusted(login),
  standing: "member",
  atMost: AT_MOST.responder,
});

/** Who may come in over HTTP: without a token only from this machine, to a listener on loopback. */
export function httpAccess(core: Core, login: string): HttpAccess {
  const { config, store, clock } = core;
  const tokens = createTokens({ store, clock });
  const listed = new Set(listedPeople(config).map(({ id }) => id));
  return {
    local: isLoopback(config.listen.host) ? ownAgent(login) : undefined,
    names: [...config.settings.mcp.hosts, ...ownNames(config.listen.host)],
    async verify(text) {
      const row = await tokens.verify(text);
      // Whoever left the settings takes their agents along.
      if (row === undefined || !listed.has(row.personId)) return undefined;
      return {
        ...tokenAccount(row.id),
        tenant: "",
        name: untrusted(row.name),
        standing: "member",
        atMost: AT_MOST[row.role],
      };
    },
  };
}

/** What a listener beyond loopback may be called without being told: this machine's own names and addresses. */
function ownNames(listenHost: string): readonly string[] {
  if (isLoopback(listenHost)) return [];
  const addresses = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address, family }) => (family === "IPv6" ? `[${address}]` : address)),
  );
  return [hostname(), ...(EVERYWHERE.has(listenHost) ? [] : [bracketed(listenHost)]), ...addresses];
}

const bracketed = (host: string): string => (host.includes(":") ? `[${host}]` : host);
