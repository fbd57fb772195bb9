/**
 * The console's HTTP routes. They parse and refuse; what a request means is in `turns.ts`,
 * `board.ts` and `hub.ts`. Every call names its person in the `X-Falconer-Token` header,
 * except those for the page and its files.
 */
import { Hono } from "hono";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { z } from "zod";
import type { Bot } from "../../src/chat/adapter.ts";
import { inlineFile } from "../../src/chat/incoming-file.ts";
import type { Place } from "../../src/chat/place.ts";
import type { Input } from "../../src/chat/turn.ts";
import type { Assets } from "./assets.ts";
import type { Board } from "./board.ts";
import { SURFACE } from "./board.ts";
import type { Desk } from "./desk.ts";
import { serveFile } from "./files.ts";
import { guard } from "./guard.ts";
import type { Hub } from "./hub.ts";
import { BODY_BYTES } from "./limits.ts";
import { PAGES, plainFault, servePage } from "./page.ts";
import * as requests from "./requests.ts";
import type { ConsolePerson, Sessions } from "./session.ts";
import type { Turns } from "./turns.ts";
import { accountOf } from "./turns.ts";
import type { CommandView, SessionView, StateView } from "./view.ts";

interface ApiOptions {
  readonly assets: Assets;
  readonly board: Board;
  readonly desk: Desk;
  readonly hub: Hub;
  readonly sessions: Sessions;
  readonly turns: Turns;
  readonly hosts: readonly string[];
  readonly isDemo: boolean;
  /** Where the buttons of a page of its own are answered. */
  readonly pageChannel: string;
  readonly onFault: (error: unknown) => void;
  /** Undefined before the start and after the stop. */
  readonly bot: () => Bot | undefined;
}

type Env = { Variables: { person: ConsolePerson; bot: Bot } };

/**
 * Refusals: 400 not understood, 401 an old token, 403 a foreign
 * page, 404 no such place, 413 too long, 503 not running.
 */
export function createApi(options: ApiOptions): Hono {
  const { assets, sessions } = options;
  const routes = new Hono();
  const checked = guard(options.hosts);
  routes.onError(plainFault(options.onFault));

  // Bound to our own paths: the listener carries other things under other rules.
  for (const path of [...PAGES, "/assets/*", "/lib/*", "/api/*"]) routes.use(path, checked);
  for (const path of PAGES) {
    routes.get(path, (c) => {
      const person = sessions.person(c.req.query("as") ?? "") ?? sessions.first();
      if (person === undefined) return c.text("Nobody may use the console.", 403);
      return servePage(c, assets, { person: person.id, token: sessions.token(person.id) });
    });
  }
  for (const path of ["/assets/*", "/lib/*"]) {
    routes.get(path, (c) => {
      const asset = assets.get(c.req.path);
      return asset === undefined ? c.notFound() : c.body(asset.body, 200, { "Content-Type": asset.type });
    });
  }
  routes.get("/api/files/:card/:block", async (c) => {
    const query = requests.fileQuery.safeParse(c.req.query());
    const { card, block } = c.req.param();
    const whole =
      query.success &&
      (await options.desk.whole({
        card,
        block: Number(block),
        viewer: query.data.for,
        stamp: query.data.stamp,
      }));
    return whole ? serveFile(whole) : c.json({ error: "There is no such file." }, 404);
  });
  routes.route("/api", calls(options));
  return routes;
}

function calls(options: ApiOptions): Hono<Env> {
  const { board, desk, hub, sessions, turns } = options;
  const api = new Hono<Env>();
  api.use(bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.json({ error: "That is too long." }, 413) }));
  api.use(signedIn(options));

  api.get("/state", async (c) => {
    const me = c.var.person;
    const view: StateView = {
      me,
      people: sessions.all(),
      isDemo: options.isDemo,
      channels: await board.channels(me.id),
      commands: c.var.bot.commands.filter(({ hidden }) => !hidden).map(toCommandView),
    };
    return c.json(view);
  });

  api.post("/session", async (c) => {
    const { person } = await read(c, requests.sessionBody);
    const me = options.isDemo ? sessions.person(person) : undefined;
    if (me === undefined) return c.json({ error: "You cannot become that person." }, 403);
    return c.json({ me, token: sessions.token(me.id) } satisfies SessionView);
  });

  api.get("/messages", async (c) => {
    const { channel } = parse(requests.channelQuery, c.req.query());
    const viewer = c.var.person.id;
    if (!(await board.isPlace(channel, viewer))) throw new Refusal(404);
    const messages = await board.read(channel, viewer);
    return c.json({ messages: messages.map((message) => desk.drawMessage(message, viewer)) });
  });

  api.post("/turn", async (c) => {
    const { id, channel, thread, message, input, files } = await read(c, requests.turnBody);
    const { bot, person } = c.var;
    if (!(await board.isPlace(channel, person.id))) throw new Refusal(404);
    if (thread !== undefined && !(await board.isRoot(channel, thread, person.id))) throw new Refusal(404);
    const place = { surface: SURFACE, channel, ...(thread === undefined ? {} : { thread }) };
    const under = message !== undefined && (await board.isOpenRoot(channel, message)) ? message : undefined;
    const attached = files?.map(({ name, base64 }) => inlineFile(name, Buffer.from(base64, "base64")));
    return c.json(
      await turns.take(bot, person, {
        id,
        place,
        under,
        input: spoken(bot, place, input),
        ...(attached === undefined ? {} : { files: attached }),
      }),
    );
  });

  api.post("/elaborate", async (c) => {
    const { input } = await read(c, requests.elaborateBody);
    return c.json({ form: (await turns.elaborate(c.var.bot, c.var.person, input)) ?? null });
  });

  api.get("/suggest", async (c) => {
    const { line } = parse(requests.suggestQuery, c.req.query());
    return c.json({ suggestions: await c.var.bot.suggest(line, accountOf(c.var.person)) });
  });

  api.get("/overview", async (c) => {
    const card = await c.var.bot.overview(accountOf(c.var.person));
    return c.json({ card: desk.drawLoose(card, c.var.person.id) });
  });

  api.post("/page", async (c) => {
    const { command, values = {} } = await read(c, requests.pageBody);
    const place = { surface: SURFACE, channel: options.pageChannel };
    const card = await turns.page(c.var.bot, c.var.person, place, { kind: "options", command, values });
    if (card === undefined) return c.json({ error: "No answer came; try again." }, 504);
    return c.json({ card: desk.drawLoose(card, c.var.person.id) });
  });

  api.get("/events", (c) => {
    const viewer = c.var.person.id;
    const since = Number(c.req.header("last-event-id") ?? Number.NaN);
    const stream = hub.open(viewer, turns.running(viewer), Number.isFinite(since) ? since : undefined);
    return c.body(stream, 200, { "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" });
  });

  api.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ error: error.message }, error.status);
    options.onFault(error);
    return c.json({ error: "Something went wrong here; try again." }, 500);
  });
  return api;
}

class Refusal extends Error {
  readonly status: 400 | 404;

  constructor(status: 400 | 404) {
    super(status === 404 ? "There is no such place." : "That cannot be understood.");
    this.status = status;
  }
}

const signedIn =
  ({ sessions, bot }: ApiOptions): MiddlewareHandler<Env> =>
  async (c, next) => {
    const person = sessions.read(c.req.header("x-falconer-token") ?? "");
    if (person === undefined) return c.json({ error: "Load the page again." }, 401);
    const running = bot();
    if (running === undefined) return c.json({ error: "Falconer is not running." }, 503);
    c.set("person", person);
    c.set("bot", running);
    return next();
  };

/** A line in a thread that is followed is talk there, unless it began as a command does. */
function spoken(bot: Bot, place: Place, input: z.infer<typeof requests.turnBody>["input"]): Input {
  if (input.kind !== "line") return input;
  const { text, isAddressed } = input;
  const isTalk = !isAddressed && place.thread !== undefined && bot.follows?.(place) === true;
  return { kind: isTalk ? "talk" : "line", text };
}

async function read<S extends z.ZodType>(c: Context, schema: S): Promise<z.infer<S>> {
  return parse(schema, await c.req.json().catch(() => undefined));
}

function parse<S extends z.ZodType>(schema: S, given: unknown): z.infer<S> {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Refusal(400);
  return parsed.data;
}

const toCommandView = (info: Bot["commands"][number]): CommandView => ({
  name: info.name,
  aliases: info.aliases,
  summary: info.summary,
  role: info.role,
  args: info.args,
  examples: info.examples,
});
