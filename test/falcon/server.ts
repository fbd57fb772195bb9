/**
 * A Falcon that answers by script: each route has a list of answers, the last of which
 * repeats. It knows nothing of hosts; it is for what goes wrong between two programs.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answer = (response: ServerResponse, seen: Seen, count: number) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  readonly seen: readonly Seen[];
  /** Requests to a path. */
  to(path: string): readonly Seen[];
  on(path: string, ...answers: readonly Answer[]): void;
  stop(): Promise<void>;
}

export const TOKEN = "/oauth2/token";

export const json =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer =>
  (response) => {
    response.writeHead(status, {
      "Content-Type": "application/json",
      "X-Cs-Traceid": "trace-1",
      "X-Cs-Region": "us-1",
      ...headers,
    });
    response.end(JSON.stringify(body));
  };

export const list = (resources: readonly unknown[], more: object = {}): Answer =>
  json(200, { meta: { pagination: { total: resources.length } }, resources, errors: [], ...more });

export const failure = (code: number, headers: Readonly<Record<string, string>> = {}): Answer =>
  json(code, { meta: {}, errors: [{ code, message: `secret-detail of ${code}` }], resources: [] }, headers);

/** Tokens are numbered, so that a test sees which one was used. */
export const tokens =
  (expiresIn = 1_799): Answer =>
  (response, seen, count) =>
    json(201, { access_token: `token-${count}`, token_type: "bearer", expires_in: expiresIn })(
      response,
      seen,
      count,
    );

export const hang: Answer = () => undefined;
export const reset: Answer = (response) => void response.socket?.destroy();
export const resetMidBody: Answer = (response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
  response.write('{"meta":{},"resources":["');
  setImmediate(() => response.socket?.destroy());
};
export const raw =
  (status: number, text: string, type = "application/json"): Answer =>
  (response) => {
    response.writeHead(status, { "Content-Type": type });
    response.end(text);
  };
export const redirect =
  (location: string, region?: string): Answer =>
  (response) => {
    response.writeHead(308, {
      Location: location,
      ...(region === undefined ? {} : { "X-Cs-Region": region }),
    });
    response.end();
  };

export async function startScripted(): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const scripts = new Map<string, { answers: readonly Answer[]; count: number }>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://falcon.test");
      const one: Seen = {
        method: request.method ?? "",
        path: url.pathname,
        rawQuery: url.search,
        query: url.searchParams,
        headers: request.headers,
        body: Buffer.concat(chunks).toString("utf8"),
      };
      seen.push(one);
      const script = scripts.get(url.pathname) ?? { answers: [failure(404)], count: 0 };
      script.count += 1;
      const answer = script.answers[Math.min(script.count, script.answers.length) - 1];
      answer?.(response, one, script.count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  scripts.set(TOKEN, { answers: [tokens()], count: 0 });
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    to: (path) => seen.filter((one) => one.path === path),
    on: (path, ...answers) => void scripts.set(path, { answers, count: 0 }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
