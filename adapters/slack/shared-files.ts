/** Files that people share with their messages: what an event says of them, and their bytes when they are wanted. */
import { z } from "zod";
import { readBounded, type FileReading, type IncomingFile } from "../../src/chat/incoming-file.ts";
import { SECOND } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Log } from "./log.ts";
import { isTrustedAddress } from "./reply.ts";

const PATIENCE_MS = 20 * SECOND;
/** More files than one message has. */
const MOST_FILES = 10;

const sharedFile = z.looseObject({
  name: z.string().min(1),
  size: z.int().nonnegative().optional(),
  url_private: z.string().optional(),
  url_private_download: z.string().optional(),
});

/** What of the list can be read; a removed or foreign file has no address and is left out. */
export function filesIn(listed: readonly unknown[] | undefined): readonly IncomingFile[] {
  return (listed ?? []).slice(0, MOST_FILES).flatMap((one): readonly IncomingFile[] => {
    const { data } = sharedFile.safeParse(one);
    const address = data?.url_private_download ?? data?.url_private;
    if (data === undefined || address === undefined) return [];
    return [{ name: untrusted(data.name), sizeBytes: data.size, address }];
  });
}

const NO_SCOPE = "Slack does not show it to me; the app needs the scope files:read";

/** The token goes to Slack's own hosts alone: addresses come out of payloads. */
export async function readShared(
  { address }: IncomingFile,
  mostBytes: number,
  parts: {
    readonly botToken: string;
    readonly apiUrl: string;
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<FileReading> {
  if (!isTrustedAddress(address, parts.apiUrl))
    return { outcome: "unreadable", why: "it is not kept at Slack" };
  try {
    const answer = await fetch(address, {
      // Without the scope Slack sends one to a page to sign in at.
      redirect: "manual",
      headers: { authorization: `Bearer ${parts.botToken}` },
      signal: AbortSignal.any([parts.signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const isPage = answer.headers.get("content-type")?.startsWith("text/html") === true;
    if (!answer.ok || isPage || answer.body === null) {
      await answer.body?.cancel();
      const isRefused = isPage || (answer.status >= 300 && answer.status < 400) || answer.status === 403;
      return { outcome: "unreadable", why: isRefused ? NO_SCOPE : `Slack answered ${answer.status}` };
    }
    return await readBounded(answer.body, mostBytes);
  } catch (error) {
    if (parts.signal.aborted) throw error;
    parts.log.warn("a shared file could not be read", { error: String(error) });
    return { outcome: "unreadable", why: "Slack could not be reached for it" };
  }
}
