/** A bot with everything around it in memory: an inbox that forgets nothing, one chat, people and an audit. */
import type { ChatAdapter } from "../../src/chat/adapter.ts";
import { card, type Card } from "../../src/chat/card.ts";
import type { Command } from "../../src/chat/command.ts";
import type { Account, Standing } from "../../src/chat/person.ts";
import type { Answer, Input, Turn } from "../../src/chat/turn.ts";
import { createBot, type RunningBot } from "../../src/bot/bot.ts";
import { createPeople, type ListedPerson, type PeopleParts } from "../../src/bot/people.ts";
import type { AuditNote, Inbox, InboxEntry, Observation, Prompt, Prompts } from "../../src/bot/ports.ts";
import type { Log } from "../../src/lib/log.ts";
import { readJson, untrusted, writeJson } from "../../src/lib/untrusted.ts";
import { fakeClock } from "../fixtures/clock.ts";
import { SAMPLES, type SampleServices } from "./sample-commands.ts";

/** A log that nobody reads. */
export const quiet: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

export const KEY = "a key that only tests know";

export const LISTED: readonly ListedPerson[] = [
  { id: "vera", name: "Vera", accounts: [{ surface: "chat", id: "U-VERA" }], roles: ["viewer"] },
  { id: "rita", name: "Rita", accounts: [{ surface: "chat", id: "U-RITA" }], roles: ["responder"] },
  { id: "abe", name: "Abe", accounts: [{ surface: "chat", id: "U-ABE" }], roles: ["approver"] },
];

/** What outlives a process. */
export interface Memory {
  readonly audit: AuditNote[];
  readonly prompts: Map<string, Prompt>;
  entries(): InboxEntry[];
  readonly inboxPort: Inbox;
  readonly promptPort: Prompts;
}

export function createMemory(): Memory {
  const inbox = new Map<string, string>();
  const prompts = new Map<string, Prompt>();
  const audit: AuditNote[] = [];
  const entries = (): InboxEntry[] => [...inbox.values()].map((json) => readJson(json) as InboxEntry);
  const put = (entry: InboxEntry): void => void inbox.set(entry.id, writeJson(entry));
  return {
    audit,
    prompts,
    entries,
    inboxPort: {
      async add(entry: InboxEntry) {
        if (inbox.has(entry.id)) return false;
        put(entry);
        return true;
      },
      async finish(id: string) {
        const json = inbox.get(id);
        if (json !== undefined) put({ ...(readJson(json) as InboxEntry), state: "done", owner: undefined });
      },
      async claimOrphans(now: number, owner: string, until: number) {
        const orphans = entries().filter((e) => e.state !== "done" && (e.ownedUntil ?? 0) < now);
        for (const entry of orphans) put({ ...entry, owner, ownedUntil: until });
        return orphans;
      },
      async keepAlive(owner: string, until: number) {
        for (const e of entries())
          if (e.owner === owner && e.state !== "done") put({ ...e, ownedUntil: until });
      },
      async disown(owner: string) {
        for (const e of entries()) if (e.owner === owner) put({ ...e, ownedUntil: 0 });
      },
    },
    promptPort: {
      async add(prompt: Prompt) {
        if (prompts.has(prompt.id)) throw new Error("unique constraint");
        prompts.set(prompt.id, structuredClone(prompt));
      },
      get: async (id: string) => prompts.get(id),
    },
  };
}

export interface World {
  readonly bot: RunningBot;
  readonly memory: Memory;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly ran: { readonly command: string; readonly args: Readonly<Record<string, unknown>> }[];
  readonly sent: { readonly turn: Turn; readonly answer: Answer }[];
  readonly logged: { readonly level: string; readonly fields: object; readonly message: string }[];
  readonly observed: Observation[];
  /** Says it and waits for the answer. */
  say(input: string | Input, by?: Partial<Account>, rest?: Partial<Turn>): Promise<Answer>;
}

export interface WorldParts {
  readonly memory?: Memory;
  readonly commands?: readonly Command<SampleServices>[];
  readonly run?: SampleServices["run"];
  readonly hostNames?: Readonly<Record<string, "one" | "several">>;
  readonly standingOf?: () => Promise<Standing>;
  readonly respond?: ChatAdapter["respond"];
  readonly people?: Partial<PeopleParts>;
  readonly owner?: string;
  readonly clock?: ReturnType<typeof fakeClock>;
}

let turns = 0;

export function turnOf(input: string | Input, by: Partial<Account> = {}, rest: Partial<Turn> = {}): Turn {
  turns += 1;
  return {
    id: `turn-${turns}`,
    account: {
      surface: "chat",
      id: "U-RITA",
      tenant: "T1",
      name: untrusted("somebody"),
      standing: "member",
      ...by,
    },
    place: { surface: "chat", channel: "C1" },
    input: typeof input === "string" ? { kind: "line", text: input } : input,
    askedBy: "person",
    receivedAt: 1_750_000_000_000,
    reply: { token: "for the adapter alone" },
    ...rest,
  };
}

export function createWorld(parts: WorldParts = {}): World {
  const memory = parts.memory ?? createMemory();
  const clock = parts.clock ?? fakeClock();
  const ran: World["ran"] = [];
  const sent: World["sent"] = [];
  const logged: World["logged"] = [];
  const observed: Observation[] = [];
  const at =
    (level: string) =>
    (message: string, fields: object = {}) =>
      void logged.push({ level, fields, message });
  const log: Log = {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    child: () => log,
  };
  const standingOf = parts.standingOf;
  const adapter = {
    respond: parts.respond ?? (async (turn: Turn, answer: Answer) => void sent.push({ turn, answer })),
    ...(standingOf === undefined ? {} : { standingOf }),
  };
  const services: SampleServices = {
    async run(command, args, moment) {
      ran.push({ command, args });
      return (await parts.run?.(command, args, moment)) ?? card(`${command} done`);
    },
  };
  const people = createPeople({
    listed: LISTED,
    groups: [],
    defaultRoles: [],
    links: { personOf: async () => undefined, accountsOf: async () => [] },
    adapter: () => adapter,
    clock,
    log,
    ...parts.people,
  });
  const bot = createBot<SampleServices>({
    commands: parts.commands ?? SAMPLES,
    services,
    people,
    adapter: (surface) => (surface === "chat" ? adapter : undefined),
    inbox: memory.inboxPort,
    prompts: memory.promptPort,
    audit: { append: async (note) => void memory.audit.push(note) },
    hostWords: { count: async (word) => parts.hostNames?.[word] ?? "none" },
    completions: {
      hosts: async (prefix) => [{ value: `${prefix}01`, label: `${prefix}01` }],
      requests: async () => [{ value: "r1", label: "r1" }],
    },
    overview: async (): Promise<Card> => card("overview"),
    elaborate: async (form) => ({ ...form, intro: "with facts" }),
    observe: (observation) => void observed.push(observation),
    key: KEY,
    owner: parts.owner ?? "process-1",
    clock,
    log,
  });
  const say: World["say"] = async (input, by, rest) => {
    const answer = await bot.handle(turnOf(input, by, rest));
    if (answer === undefined) throw new Error("no answer");
    return answer;
  };
  return { bot, memory, clock, ran, sent, logged, observed, say };
}
