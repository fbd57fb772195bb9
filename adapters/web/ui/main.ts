/** Starts the page: fetches who is reading and what there is, then draws and listens. */
import { render } from "preact";
import { createApi } from "./api.ts";
import { App } from "./app.ts";
import type { Console } from "./console.ts";
import { EMPTY_PAGE, createConsole } from "./console.ts";
import { h } from "./html.ts";
import { createSession } from "./session.ts";
import { createMemory, viewAt } from "./memory.ts";

const session = createSession(document, () => location.reload());
const api = createApi(session);
const memory = createMemory(localStorage);
const root = document.querySelector("#root");
const whenLeft = new AbortController();

async function open(into: Element): Promise<void> {
  const state = await api.state();
  const view = viewAt(location.pathname, location.hash, state.channels[0]?.name ?? "general");
  const console = createConsole({
    api,
    memory,
    model: {
      ...state,
      view,
      messages: {},
      read: memory.read(state.me.id),
      running: [],
      pageTurns: [],
      connection: "opening",
      form: undefined,
      overview: undefined,
      page: EMPTY_PAGE,
      problem: undefined,
      isMenuOpen: false,
    },
    setToken: (person, token) => session.become(person, token),
    newId: () => crypto.randomUUID(),
    isWatched: () => !document.hidden,
  });
  listenToBrowser(console);
  into.replaceChildren();
  render(h(App, { console }), into);
  await console.run(whenLeft.signal);
}

function listenToBrowser(console: Console): void {
  document.addEventListener("visibilitychange", () => document.hidden || console.seen());
  addEventListener("pagehide", () => whenLeft.abort());
  addEventListener("popstate", () => {
    console.show(viewAt(location.pathname, location.hash, console.model().channels[0]?.name ?? ""));
  });
  // As in many tools, a slash takes you to the line from anywhere.
  document.addEventListener("keydown", (event) => {
    const isTyping =
      event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey) return;
    const line =
      document.querySelector<HTMLElement>('[data-line="thread"]') ??
      document.querySelector<HTMLElement>("[data-line]");
    event.preventDefault();
    line?.focus();
  });
}

if (root !== null) {
  open(root).catch((error: unknown) => {
    root.textContent = `The console could not be opened. ${error instanceof Error ? error.message : ""}`;
  });
}
