/** The web console on a real port, read as pages read it. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import type { ServerType } from "@hono/node-server";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { createWebAdapter } from "../../../adapters/web/index.ts";
import { wordsOf } from "../../../adapters/web/ui/inline.ts";
import type { BlockView, CardView, LineView, MessageView, TurnView } from "../../../adapters/web/view.ts";
import type { FormValues } from "../../../src/chat/form.ts";
import { anchoredClock } from "../../../src/lib/clock.ts";
import { newId } from "../../../src/lib/id.ts";
import type { Reader } from "../../adapters/web/living-console.ts";
import { openReader, PEOPLE } from "../../adapters/web/living-console.ts";
import { createMemoryLog } from "../../adapters/web/memory-log.ts";
import { botDouble } from "./bot-double.ts";
import type { Harness, OpenForm } from "./harness.ts";
import { isOurs } from "./harness.ts";

const CHANNEL = "general";

export async function openOnTheConsole(): Promise<Harness> {
  const adapter = createWebAdapter({
    log: createMemoryLog(),
    clock: anchoredClock(),
    newId,
    people: () => PEOPLE,
    isDemo: true,
  });
  const bot = botDouble(() => adapter);
  await adapter.start(bot);
  const server: ServerType = serve({
    fetch: new Hono().route("/", adapter.routes).fetch,
    hostname: "127.0.0.1",
    port: 0,
  });
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    await adapter.stop();
    if ("closeAllConnections" in server) server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const readers = new Map<string, Reader>();
  for (const person of ["ana", "lee"]) readers.set(person, await openReader(url, person));

  let last: { readonly person: string; readonly body: unknown } | undefined;
  const reader = (person: string): Reader => {
    const found = readers.get(person);
    if (found === undefined) throw new Error(`${person} has no page`);
    return found;
  };
  const send = async (person: string, body: unknown): Promise<TurnView> =>
    (await reader(person).call("/api/turn", body)).json as TurnView;
  const turn = (person: string, input: unknown): Promise<TurnView> => {
    last = { person, body: { id: crypto.randomUUID(), channel: CHANNEL, input } };
    return send(person, last.body);
  };
  const readBy = async (person: string, channel = CHANNEL): Promise<readonly MessageView[]> =>
    (await reader(person).messages(channel)).filter(({ author }) => author === undefined);
  const said = async (): Promise<readonly MessageView[]> =>
    (await readBy("lee")).filter(({ isPrivate }) => !isPrivate);
  const privately = async (person: string): Promise<readonly MessageView[]> => [
    ...(await readBy(person)).filter(({ isPrivate }) => isPrivate),
    ...(await readBy(person, `@${person}`)),
  ];
  const pressables = async (id: string): Promise<readonly { label: string; token: string }[]> => {
    const blocks = (await said()).find((message) => message.id === id)?.card.blocks ?? [];
    return blocks.flatMap((block): readonly { label: string; token: string }[] =>
      block.kind === "buttons"
        ? block.buttons
        : block.kind === "choice"
          ? block.options.map(({ label, detail, token }) => ({
              label: `${wordsOf(label)} ${wordsOf(detail)}`,
              token,
            }))
          : [],
    );
  };
  const press = async (person: string, message: string, words: string): Promise<void> => {
    const found = (await pressables(message)).find(({ label }) => label.includes(words));
    if (found === undefined) throw new Error(`nothing to press says ${words}`);
    await turn(person, { kind: "press", token: found.token });
  };

  /** The page keeps a form that has faults, with what was typed. */
  const formOf = (person: string, command: string, values: FormValues): OpenForm => ({
    values,
    async send(typed) {
      const answer = await turn(person, { kind: "form", command, values: typed });
      return answer.outcome === "faults"
        ? {
            faults: Object.entries(answer.faults).flat().join(" "),
            again: formOf(person, command, typed),
          }
        : { faults: "", again: undefined };
    },
  });

  return {
    adapter,
    async restart() {
      // The listener outlives the adapter, and so does the adapter's object.
      await adapter.start(bot);
      return adapter;
    },
    connections: undefined,
    bot,
    place: { surface: "web", channel: CHANNEL },
    room: () => ({ surface: "web", channel: CHANNEL }),
    ana: "ana",
    lee: "lee",
    hears: "line",
    async say(person, command, values = {}) {
      await turn(person, { kind: "line", text: [command, ...Object.values(values)].join(" ") });
    },
    // Whatever is typed on the console is for the bot: there is nothing to mention.
    mention: undefined,
    press,
    choose: press,
    async openForm(person, command) {
      const answer = await turn(person, { kind: "line", text: command });
      if (answer.outcome !== "form") throw new Error(`no form came, but ${answer.outcome}`);
      return formOf(person, answer.form.command, {});
    },
    async redeliver(times) {
      const repeated = last;
      if (repeated === undefined) throw new Error("nothing was said yet");
      for (let n = 0; n < times; n += 1) await send(repeated.person, repeated.body);
    },
    messages: async () =>
      (await said()).map(({ id, card }) => ({
        id,
        text: readable(card),
        labels: labelsOf(card),
        attached: "",
      })),
    pins: async () => (await said()).flatMap(({ id, isPinned }) => (isPinned ? [id] : [])),
    forbidPins: undefined,
    privateWords: async (person) => (await privately(person)).map(({ card }) => readable(card)),
    async pings() {
      const all = [...(await said()), ...(await privately("ana")), ...(await privately("lee"))];
      return all.flatMap(({ card }) => linksIn(card)).filter((link) => !isOurs(link));
    },
    // The console keeps what it was told; only a message that never was can be missing.
    remove: undefined,
  };
}

/** Where a line leads; files are fetched from the console itself. */
export function linksIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(linksIn);
  if (typeof value !== "object" || value === null) return [];
  const own =
    "href" in value && typeof value.href === "string" && !value.href.startsWith("/") ? [value.href] : [];
  return [...own, ...Object.values(value).flatMap(linksIn)];
}

const labelsOf = (card: CardView): readonly string[] =>
  card.blocks.flatMap((block) => (block.kind === "buttons" ? block.buttons.map(({ label }) => label) : []));

const readable = ({ title, blocks }: CardView): string =>
  [wordsOf(title), ...blocks.flatMap(blockWords)].join("\n");

function blockWords(block: BlockView): readonly string[] {
  const lines = (all: readonly LineView[]): readonly string[] => all.map((line) => wordsOf(line));
  switch (block.kind) {
    case "text":
    case "note":
      return lines([block.text]);
    case "facts":
      return block.facts.map(({ label, value }) => `${label}: ${wordsOf(value)}`);
    case "code":
      return [block.text];
    case "list":
      return lines(block.items);
    case "table":
      return [...block.columns, ...block.rows.flatMap(lines)];
    case "choice":
      return [block.prompt, ...block.options.flatMap(({ label, detail }) => lines([label, detail]))];
    case "file":
      return [block.name, block.excerpt];
    case "image":
      return [block.name, wordsOf(block.alt)];
    case "buttons":
      return block.buttons.map(({ label }) => label);
    case "divider":
      return [];
  }
}
