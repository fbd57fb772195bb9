/** The page's calls to its server. Adds the token that says who is speaking; knows no state. */
import type { AttachedFile } from "./attach.ts";
import type { CardView, FormView, MessageView, SessionView, StateView, TurnView } from "../view.ts";

/** What a person did, as `POST /api/turn` takes it. */
export type InputView =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "press"; readonly token: string }
  | { readonly kind: "form"; readonly command: string; readonly values: Readonly<Record<string, string>> };

interface TurnRequest {
  readonly id: string;
  readonly channel: string;
  readonly thread?: string;
  readonly message?: string;
  readonly input: InputView;
  readonly files?: readonly AttachedFile[];
}

/** The server said no, in a sentence for the reader; status 0: it was not reached. */
export class CallRefused extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** @throws CallRefused with a sentence for the reader */
export interface Api {
  state(): Promise<StateView>;
  become(person: string): Promise<SessionView>;
  messages(channel: string): Promise<{ readonly messages: readonly MessageView[] }>;
  turn(request: TurnRequest): Promise<TurnView>;
  elaborate(input: InputView): Promise<{ readonly form: FormView | null }>;
  suggest(
    line: string,
    signal: AbortSignal,
  ): Promise<{ readonly suggestions: readonly { value: string; label: string; detail?: string }[] }>;
  overview(): Promise<{ readonly card: CardView }>;
  /** A command's card, shown by itself and kept nowhere. */
  page(command: string, values?: Readonly<Record<string, string>>): Promise<{ readonly card: CardView }>;
  events(lastEventId: string | undefined, signal: AbortSignal): Promise<Response>;
}

type CallInit = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

export interface Session {
  token(): string;
  /** The server was started anew and knows no token of before: fetches one for the same person. */
  renew(): Promise<void>;
}

const HTTP_UNAUTHORIZED = 401;
const TRIES = 3;
const RETRY_MS = 700;

/** A 401 is met with one renewal; only `turn` is repeated, because its id makes that harmless. */
export function createApi(session: Session): Api {
  const call = async (path: string, init: CallInit = {}, isRenewed = false): Promise<Response> => {
    const headers = {
      "X-Falconer-Token": session.token(),
      "Content-Type": "application/json",
      ...init.headers,
    };
    const answer = await fetch(path, { ...init, headers }).catch((error: unknown) => {
      if (init.signal?.aborted === true) throw error;
      throw new CallRefused(0, "Falconer cannot be reached.");
    });
    if (answer.ok) return answer;
    if (answer.status === HTTP_UNAUTHORIZED && !isRenewed) {
      await session.renew();
      return call(path, init, true);
    }
    const body = (await answer.json().catch(() => ({}))) as { error?: string };
    throw new CallRefused(answer.status, body.error ?? `Falconer answered ${answer.status}.`);
  };
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    (await call(path, signal === undefined ? {} : { signal })).json() as Promise<T>;
  const post = async <T>(path: string, body: unknown): Promise<T> =>
    (await call(path, { method: "POST", body: JSON.stringify(body) })).json() as Promise<T>;

  return {
    state: () => get("/api/state"),
    become: (person) => post("/api/session", { person }),
    messages: (channel) => get(`/api/messages?${new URLSearchParams({ channel }).toString()}`),
    // Safe to repeat: the request carries its id, and the same id is run once.
    turn: (request) => repeat(() => post<TurnView>("/api/turn", request)),
    elaborate: (input) => post("/api/elaborate", { input }),
    suggest: (line, signal) => get(`/api/suggest?${new URLSearchParams({ line }).toString()}`, signal),
    overview: () => get("/api/overview"),
    page: (command, values) => post("/api/page", { command, values }),
    events: (last, signal) =>
      call("/api/events", { signal, headers: last === undefined ? {} : { "Last-Event-ID": last } }),
  };
}

async function repeat<T>(work: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      const isLost = error instanceof CallRefused && (error.status === 0 || error.status >= 500);
      if (!isLost || tried === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * tried));
    }
  }
}
