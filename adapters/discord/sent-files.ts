/** Attachments of people's messages: what an event says of them, and their bytes when they are wanted. */
import { z } from "zod";
import { readBounded, type FileReading, type IncomingFile } from "../../src/chat/incoming-file.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Log } from "./log.ts";

const PATIENCE_MS = 20 * SECOND;
/** More files than one message has. */
const MOST_FILES = 10;
/** Where Discord keeps what people attach. The address carries its own right; our token is not sent. */
const HOSTS: ReadonlySet<string> = new Set(["cdn.discordapp.com", "media.discordapp.net"]);

const attachment = z.looseObject({
  filename: z.string().min(1),
  size: z.int().nonnegative().optional(),
  url: z.string(),
});

export function filesIn(listed: readonly unknown[] | undefined): readonly IncomingFile[] {
  return (listed ?? []).slice(0, MOST_FILES).flatMap((one): readonly IncomingFile[] => {
    const { data } = attachment.safeParse(one);
    return data === undefined
      ? []
      : [{ name: untrusted(data.filename), sizeBytes: data.size, address: data.url }];
  });
}

/** Addresses come out of payloads: nothing but Discord's own hosts is asked. */
export async function readSent(
  { address }: IncomingFile,
  mostBytes: number,
  parts: { readonly apiUrl: string; readonly log: Log; readonly signal: AbortSignal },
): Promise<FileReading> {
  if (!isTrusted(address, parts.apiUrl)) return { outcome: "unreadable", why: "it is not kept at Discord" };
  try {
    const answer = await fetch(address, {
      redirect: "error",
      signal: AbortSignal.any([parts.signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      return { outcome: "unreadable", why: `Discord answered ${answer.status}` };
    }
    return await readBounded(answer.body, mostBytes);
  } catch (error) {
    if (parts.signal.aborted) throw error;
    parts.log.warn("an attachment could not be read", { error: String(error) });
    return { outcome: "unreadable", why: "Discord could not be reached for it" };
  }
}

function isTrusted(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const target = new URL(address);
  const api = new URL(apiUrl);
  if (target.username !== "" || target.password !== "") return false;
  const isAtDiscord = target.protocol === "https:" && HOSTS.has(target.host);
  return isAtDiscord || (target.protocol === api.protocol && target.hostname === api.hostname);
}
