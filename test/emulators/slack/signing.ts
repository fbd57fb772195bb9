/** HTTP delivery with Slack's v0 signatures; headers go out exactly as given, doubled ones too. */
import { createHmac } from "node:crypto";
import { request } from "node:http";
import type { Json } from "./block-kit.ts";

export interface SignedRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
}

export function sign(
  secret: string,
  body: string,
  how: { readonly atSeconds?: number; readonly type?: string; readonly retry?: number } = {},
): SignedRequest {
  const stamp = String(how.atSeconds ?? Math.floor(Date.now() / 1_000));
  const mac = createHmac("sha256", secret).update(`v0:${stamp}:${body}`).digest("hex");
  return {
    body,
    headers: {
      "content-type": how.type ?? "application/json",
      "x-slack-request-timestamp": stamp,
      "x-slack-signature": `v0=${mac}`,
      ...(how.retry === undefined
        ? {}
        : { "x-slack-retry-num": String(how.retry), "x-slack-retry-reason": "http_timeout" }),
    },
  };
}

/** A payload as Slack posts it: events as JSON, interactions and commands as a form. */
export function formOf(type: string, payload: Json): { body: string; type: string } {
  if (type === "events_api") return { body: JSON.stringify(payload), type: "application/json" };
  const form =
    type === "interactive"
      ? new URLSearchParams({ payload: JSON.stringify(payload) })
      : new URLSearchParams(payload as Record<string, string>);
  return { body: form.toString(), type: "application/x-www-form-urlencoded" };
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export function post(url: string, signed: SignedRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", headers: signed.headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(signed.body);
  });
}
