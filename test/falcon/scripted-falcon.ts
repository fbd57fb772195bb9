/**
 * A Falcon address that answers as a script says, for what the simulator does not do:
 * odd statuses, odd bodies, broken connections, other clouds. It signs everybody in
 * unless the script says otherwise, and keeps what was asked.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** As sent, still percent-encoded. */
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** How many requests to this path came before. */
  readonly earlier: number;
}

export type Answer =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: unknown }
  /** Takes the socket over: to cut it, to say nothing, to flood it. */
  | ((response: ServerResponse, request: IncomingMessage) => void);

export type Script = (asked: Asked) => Answer | undefined | Promise<Answer | undefined>;

export interface ScriptedFalcon {
  readonly url: string;
  readonly asked: readonly Asked[];
  to(path: string): readonly Asked[];
  readonly tokens: () => number;
  /** What each later call is answered. */
  script(next: Script): void;
}

export const TOKEN_PATH = "/oauth2/token";

/** Stops with the test. Without an answer from the script a call finds nothing. */
export async function startScripted(first: Script = () => undefined): Promise<ScriptedFalcon> {
  const asked: Asked[] = [];
  let script = first;
  let issued = 0;
  const usual = (path: string): Answer =>
    path === TOKEN_PATH
      ? { status: 201, body: { access_token: `token-${++issued}-of-the-script`, expires_in: 1_799 } }
      : { body: { meta: {}, resources: [], errors: [] } };
  const server = createServer((request, response) => {
    void (async () => {
      const one = await read(request, asked);
      asked.push(one);
      write(response, request, (await script(one)) ?? usual(one.path));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    to: (path) => asked.filter((one) => one.path === path),
    tokens: () => issued,
    script(next) {
      script = next;
    },
  };
}

/** Answers whose connection ends in ways that HTTP does not know. */
export const cut: Answer = (_response, request) => request.socket.resetAndDestroy();
export const silence: Answer = () => undefined;
export const cutMidBody: Answer = (response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
  response.write('{"resources":["aaaa', () => response.destroy());
};

async function read(request: IncomingMessage, asked: readonly Asked[]): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const [path = "", rawQuery = ""] = (request.url ?? "").split("?");
  return {
    method: request.method ?? "",
    path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
    earlier: asked.filter((one) => one.path === path).length,
  };
}

function write(response: ServerResponse, request: IncomingMessage, answer: Answer): void {
  if (typeof answer === "function") {
    answer(response, request);
    return;
  }
  const { status = 200, headers = {}, body } = answer;
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body ?? {}));
}
