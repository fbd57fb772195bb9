/**
 * What the page does: loads, listens, says, presses, submits. Holds the state and tells
 * whoever draws it that it changed. Markup is elsewhere; so are the pure steps (`model.ts`).
 */
import type { AttachedFile } from "./attach.ts";
import type { EventViews, FormView, TurnView } from "../view.ts";
import type { Api } from "./api.ts";
import { CallRefused } from "./api.ts";
import type { Frame } from "./events.ts";
import { follow } from "./events.ts";
import type { Model, Origin, View } from "./model.ts";
import { isDirect, withAnswerOpen, withMessage, withMessages, withRead, withoutRunning } from "./model.ts";
import type { Memory } from "./memory.ts";

export interface Console {
  model(): Model;
  subscribe(listener: () => void): () => void;
  /** Sends a line; rejects with a sentence when it did not go out. */
  say(
    text: string,
    channel: string,
    thread: string | undefined,
    files?: readonly AttachedFile[],
  ): Promise<void>;
  /** `message`: the one in the channel that has the button; in a thread that is clear. */
  press(
    token: string,
    label: string,
    channel: string,
    thread: string | undefined,
    message?: string,
  ): Promise<void>;
  submit(values: Readonly<Record<string, string>>): Promise<void>;
  closeForm(): void;
  show(view: View): void;
  /** The reader has come back to the page. */
  seen(): void;
  toggleMenu(): void;
  dismissProblem(): void;
  become(person: string): Promise<void>;
  suggest: Api["suggest"];
  /** A card from a command that nobody said. */
  look: Api["page"];
  /** Listens until the signal ends it. */
  run(signal: AbortSignal): Promise<void>;
}

const REFRESH_MS = 700;

/** One for each page. Listeners are told after every change, not what has changed. */
export function createConsole(options: {
  readonly api: Api;
  readonly model: Model;
  readonly memory: Memory;
  readonly setToken: (person: string, token: string) => void;
  readonly newId: () => string;
  /** False while the page is in the background. */
  readonly isWatched: () => boolean;
}): Console {
  const { api, memory } = options;
  let model = options.model;
  let stream = new AbortController();
  const listeners = new Set<() => void>();

  const set = (next: Model): void => {
    if (next === model) return;
    const wasRead = model.read;
    model = next;
    if (model.read !== wasRead) memory.keepRead(model.me.id, model.read);
    for (const listener of listeners) listener();
  };
  const patch = (changes: Partial<Model>): void => set({ ...model, ...changes });
  const sentence = (error: unknown): string =>
    error instanceof CallRefused ? error.message : "Something went wrong on this page.";
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      patch({ problem: sentence(error) });
    }
  };

  const load = async (): Promise<void> => {
    const { view, me } = model;
    if (view.kind === "channel") {
      const { messages } = await api.messages(view.channel);
      if (model.me.id === me.id) set(withRead(withMessages(model, view.channel, messages), view.channel));
    } else if (view.kind === "page") {
      await loadPage(view.command);
    }
  };
  const loadPage = async (command: string): Promise<void> => {
    try {
      const { card } = await api.page(command);
      patch({ page: { card, problem: undefined } });
    } catch (error) {
      patch({ page: { ...model.page, problem: sentence(error) } });
    }
  };
  const loadOverview = async (): Promise<void> => {
    patch({ overview: (await api.overview()).card });
  };

  let refreshing: ReturnType<typeof setTimeout> | undefined;
  /** Looks again at what is summed up rather than said: soon, and once for many changes. */
  const refresh = (): void => {
    refreshing ??= setTimeout(() => {
      refreshing = undefined;
      void guarded(loadOverview);
      if (model.view.kind === "page") void loadPage(model.view.command);
    }, REFRESH_MS);
  };

  const send = async (origin: Origin, files: readonly AttachedFile[] = []): Promise<TurnView> => {
    const { channel, thread, message, input, what } = origin;
    const id = options.newId();
    const token = input.kind === "press" ? input.token : undefined;
    patch({ running: [...model.running, { turn: id, channel, thread, what, token }] });
    if (model.view.kind !== "channel") {
      const messages = { [channel]: [], ...model.messages };
      patch({ pageTurns: [...model.pageTurns, id], messages });
    }
    try {
      const answer = await api.turn({
        id,
        channel,
        ...(thread === undefined ? {} : { thread }),
        ...(message === undefined ? {} : { message }),
        ...(files.length === 0 ? {} : { files }),
        input,
      });
      if (answer.outcome !== "running") set(withoutRunning(model, id));
      return answer;
    } catch (error) {
      set(withoutRunning(model, id));
      throw error;
    }
  };

  const openForm = async (form: FormView, origin: Origin): Promise<void> => {
    patch({ form: { form, origin, faults: {}, isBusy: false, problem: undefined, isLookingUp: true } });
    const fuller = await api.elaborate(origin.input).catch(() => ({ form: null }));
    if (model.form?.origin !== origin) return;
    patch({ form: { ...model.form, form: fuller.form ?? form, isLookingUp: false } });
  };
  const sendOrAsk = async (origin: Origin, files: readonly AttachedFile[] = []): Promise<void> => {
    const answer = await send(origin, files);
    if (answer.outcome === "form") await openForm(answer.form, origin);
  };

  const take = (frame: Frame): void => {
    const data: unknown = JSON.parse(frame.data);
    if (frame.event === "message") {
      const message = data as EventViews["message"];
      const next = withAnswerOpen(withMessage(model, message), message);
      const { view } = next;
      set(view.kind === "channel" && options.isWatched() ? withRead(next, view.channel) : next);
    } else if (frame.event === "turn") {
      const { turn } = data as EventViews["turn"];
      set(withoutRunning(model, turn));
      if (model.pageTurns.includes(turn)) refresh();
    } else if (frame.event === "hello") {
      const { running } = data as EventViews["hello"];
      patch({ running: model.running.filter(({ turn }) => running.includes(turn)) });
    } else if (frame.event === "overview") {
      refresh();
    }
  };

  return {
    model: () => model,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async say(text, channel, thread, files = []) {
      const input = { kind: "line", text } as const;
      const what = text === "" ? files.map(({ name }) => name).join(", ") : text;
      await sendOrAsk({ channel, thread, what, input }, files);
    },
    press: (token, label, channel, thread, message) =>
      guarded(() => sendOrAsk({ channel, thread, message, what: label, input: { kind: "press", token } })),
    async submit(values) {
      const { form: open } = model;
      if (open === undefined) return;
      patch({ form: { ...open, isBusy: true, problem: undefined } });
      const input = { kind: "form", command: open.form.command, values } as const;
      try {
        const answer = await send({ ...open.origin, what: open.form.title, input });
        const faults = answer.outcome === "faults" ? answer.faults : undefined;
        patch({ form: faults === undefined ? undefined : { ...open, faults, isBusy: false } });
      } catch (error) {
        patch({ form: { ...open, isBusy: false, problem: sentence(error) } });
      }
    },
    closeForm: () => patch({ form: undefined }),
    show(view) {
      const isSame = model.view.kind === view.kind && view.kind === "page";
      patch({ view, isMenuOpen: false, pageTurns: [], ...(isSame ? {} : { page: EMPTY_PAGE }) });
      void guarded(load);
      if (view.kind === "overview") void guarded(loadOverview);
    },
    seen() {
      if (model.view.kind === "channel") set(withRead(model, model.view.channel));
      refresh();
    },
    toggleMenu: () => patch({ isMenuOpen: !model.isMenuOpen }),
    dismissProblem: () => patch({ problem: undefined }),
    become: (person) =>
      guarded(async () => {
        const { me, token } = await api.become(person);
        options.setToken(me.id, token);
        const state = await api.state();
        const fresh = isDirect(model.view.kind === "channel" ? model.view.channel : "");
        const view: View = fresh ? { kind: "channel", channel: state.channels[0]?.name ?? "" } : model.view;
        const blank = { messages: {}, running: [], pageTurns: [], overview: undefined, page: EMPTY_PAGE };
        patch({ ...state, ...blank, me, view, read: memory.read(me.id) });
        stream.abort();
        await Promise.all([load(), loadOverview()]);
      }),
    suggest: (line, signal) => api.suggest(line, signal),
    look: (command, values) => api.page(command, values),
    async run(signal) {
      await Promise.all([guarded(load), guarded(loadOverview), listen(signal)]);
    },
  };

  /** One stream per person: becoming somebody else ends it and opens the next. */
  async function listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      stream = new AbortController();
      const events = {
        frame: take,
        opened: () => patch({ connection: "open" }),
        lost: () => patch({ connection: "lost" }),
      };
      await follow(api, events, AbortSignal.any([signal, stream.signal]));
      if (!stream.signal.aborted) return;
    }
  }
}

/** Before its card has come. */
export const EMPTY_PAGE = { card: undefined, problem: undefined } as const;
