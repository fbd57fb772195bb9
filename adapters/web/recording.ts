/** The page on which a recorded session is played, and the recording that it asks for. */
import { Hono } from "hono";
import type { Documents } from "../../src/chat/document.ts";
import { BotError } from "../../src/lib/errors.ts";
import { reveal, Untrusted } from "../../src/lib/untrusted.ts";
import type { Assets } from "./assets.ts";
import { guard } from "./guard.ts";
import { serveModulePage } from "./page.ts";
import type { Sessions } from "./session.ts";
import { accountOf } from "./turns.ts";

const KIND = "recording";
const ID = /^[\w-]{1,64}$/;

/**
 * `/replay/ID` is the page, `/api/recordings/ID` the asciicast; rights are the document source's to judge.
 */
export function recordingRoutes(options: {
  readonly assets: () => Assets;
  readonly sessions: Sessions;
  readonly hosts: readonly string[];
  readonly documents: Documents;
}): Hono {
  const { sessions, documents } = options;
  const routes = new Hono();
  for (const path of ["/replay/*", "/api/recordings/*"]) routes.use(path, guard(options.hosts));

  routes.get("/replay/:id", (c) => {
    const person = sessions.person(c.req.query("as") ?? "") ?? sessions.first();
    if (person === undefined) return c.text("Nobody may use the console.", 403);
    return serveModulePage(
      c,
      options.assets(),
      { person: person.id, token: sessions.token(person.id) },
      {
        title: "Falconer · replay",
        styles: ["/assets/base.css", "/assets/replay.css"],
        entry: "/assets/replay.ts",
        waiting: "Fetching the recording …",
      },
    );
  });

  routes.get("/api/recordings/:id", async (c) => {
    const person = sessions.read(c.req.header("x-falconer-token") ?? "");
    if (person === undefined) return c.json({ error: "Load the page again." }, 401);
    const { id } = c.req.param();
    if (!ID.test(id)) return c.json({ error: "There is no such recording." }, 404);
    try {
      const found = await documents.read(accountOf(person), KIND, id, c.req.raw.signal);
      if (found === undefined || !("text" in found))
        return c.json({ error: "There is no such recording." }, 404);
      const { text } = found;
      return c.body(text instanceof Untrusted ? reveal(text) : text, 200, {
        "Content-Type": "application/x-asciicast; charset=utf-8",
      });
    } catch (error) {
      if (error instanceof BotError) return c.json({ error: error.hint }, 403);
      throw error;
    }
  });
  return routes;
}
