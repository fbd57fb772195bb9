/** Bodies as Discord takes them: JSON, or `payload_json` beside `files[n]`. */
import type { Json } from "./world.ts";

export interface Upload {
  readonly index: number;
  readonly filename: string;
  readonly bytes: Buffer;
}

export function readBody(
  raw: Buffer,
  type: string,
): { readonly body: Json; readonly files: readonly Upload[] } {
  const boundary = /boundary=("?)([^";]+)\1/.exec(type)?.[2];
  if (boundary === undefined)
    return { body: raw.length === 0 ? {} : (JSON.parse(raw.toString()) as Json), files: [] };
  const parts = split(raw, boundary);
  const payload = parts.find(({ name }) => name === "payload_json");
  return {
    body: payload === undefined ? {} : (JSON.parse(payload.bytes.toString()) as Json),
    files: parts.flatMap(({ name, filename, bytes }) => {
      const index = /^files\[(\d+)\]$/.exec(name)?.[1];
      return index === undefined ? [] : [{ index: Number(index), filename, bytes }];
    }),
  };
}

interface Part {
  readonly name: string;
  readonly filename: string;
  readonly bytes: Buffer;
}

function split(raw: Buffer, boundary: string): readonly Part[] {
  const mark = Buffer.from(`--${boundary}`);
  const parts: Part[] = [];
  for (let at = raw.indexOf(mark); at !== -1;) {
    const next = raw.indexOf(mark, at + mark.length);
    if (next === -1) break;
    const part = raw.subarray(at + mark.length + 2, next - 2);
    const gap = part.indexOf("\r\n\r\n");
    const head = part.subarray(0, gap).toString();
    parts.push({
      name: /name="([^"]*)"/.exec(head)?.[1] ?? "",
      filename: /filename="([^"]*)"/.exec(head)?.[1] ?? "",
      bytes: Buffer.from(part.subarray(gap + 4)),
    });
    at = next;
  }
  return parts;
}
