/** A plain HTTP caller of the simulator: signs in once, then speaks JSON. */
import { startSimulator } from "../../src/simulator/simulator.ts";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.ts";

export interface Envelope {
  readonly meta: {
    readonly trace_id: string;
    readonly powered_by: string;
    readonly pagination?: Readonly<Record<string, string | number>>;
    readonly writes?: { readonly resources_affected: number };
  };
  readonly resources: readonly unknown[];
  readonly errors: readonly { readonly code: number; readonly message: string; readonly id?: string }[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Envelope;
}

export interface Caller {
  readonly get: (path: string, query?: Query) => Promise<Answer>;
  readonly send: (method: string, path: string, body?: unknown, query?: Query) => Promise<Answer>;
}

type Query = Readonly<Record<string, string | readonly string[]>>;

export interface TestBed extends Caller {
  readonly simulator: Simulator;
  /** Moves the simulator's clock. */
  readonly advance: (ms: number) => void;
  /** Another caller, signed in afresh or as another client. */
  readonly signIn: (clientId?: string, secret?: string) => Promise<Caller>;
}

export const START_MS = Date.parse("2026-03-02T09:00:00Z");

/** Starts a simulator on a clock that only moves when told to. */
export async function startBed(options: SimulatorOptions = {}): Promise<TestBed> {
  let nowMs = START_MS;
  const simulator = await startSimulator({ scenario: "quiet", now: () => nowMs, ...options });
  const signIn = async (clientId = simulator.clientId, secret = simulator.clientSecret): Promise<Caller> =>
    callerWith(simulator.url, await fetchToken(simulator.url, clientId, secret));
  const first = options.region?.redirect === undefined ? await signIn() : callerWith(simulator.url, "none");
  return {
    ...first,
    simulator,
    signIn,
    advance(ms) {
      nowMs += ms;
    },
  };
}

export async function fetchToken(url: string, clientId: string, secret: string): Promise<string> {
  const body = new URLSearchParams({ client_id: clientId, client_secret: secret });
  const reply = await fetch(`${url}/oauth2/token`, { method: "POST", body });
  if (reply.status !== 201) throw new Error(`sign-in was answered ${reply.status}`);
  return ((await reply.json()) as { access_token: string }).access_token;
}

export function callerWith(url: string, token: string): Caller {
  const send: Caller["send"] = async (method, path, body, query = {}) => {
    const reply = await fetch(`${url}${path}${written(query)}`, {
      method,
      redirect: "manual",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return {
      status: reply.status,
      headers: reply.headers,
      body: (text === "" ? undefined : JSON.parse(text)) as Envelope,
    };
  };
  return { send, get: (path, query) => send("GET", path, undefined, query) };
}

function written(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each) => `${name}=${encodeURIComponent(each)}`),
  );
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
