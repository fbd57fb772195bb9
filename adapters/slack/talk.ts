/**
 * Answers to what people said. Every road that Slack offers is tried in turn, the best one
 * first: the response address, an ephemeral message, the conversation, a direct message.
 */
import type { Card, Press } from "../../src/chat/card.ts";
import type { Place } from "../../src/chat/place.ts";
import type { Answer, Audience, Turn } from "../../src/chat/turn.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { SECOND } from "../../src/lib/clock.ts";
import type { Calls } from "./calls.ts";
import { INTERACTIVE_PATIENCE_MS } from "./calls.ts";
import type { Files } from "./files.ts";
import type { Log } from "./log.ts";
import { SURFACE } from "./heard.ts";
import type { Posts } from "./posts.ts";
import type { SlackMessage } from "./render.ts";
import { renderMessage } from "./render.ts";
import type { Reply } from "./reply.ts";
import { isTrustedAddress, replySchema } from "./reply.ts";

const ADDRESS_TIMEOUT_MS = 10 * SECOND;
/** A turn this old may have been answered by a process that died right after. */
const OLD_AFTER_MS = 15 * SECOND;

/** @throws AggregateError from `respond` when every road was closed */
export interface Talk {
  respond(turn: Pick<Turn, "id" | "reply" | "receivedAt">, answer: Answer): Promise<void>;
  /** A private word that the answer takes longer. Never rejects: the answer itself still comes. */
  working(turn: Pick<Turn, "id" | "reply" | "receivedAt">): Promise<void>;
}

const WORKING = "Looking into it…";

type Road = { readonly name: string; go(): Promise<void> };

/** Addresses in payloads are only used on the host of the Web API or one below it. */
export function createTalk(parts: {
  readonly calls: Calls;
  readonly posts: Posts;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly apiUrl: string;
  readonly signal: AbortSignal;
  readonly seal: (press: Press) => string;
}): Talk {
  const { calls, posts, files, clock, log } = parts;

  const post = (
    address: string,
    content: Readonly<Record<string, unknown>>,
    audience: Audience,
    thread?: string,
  ): Promise<Response> =>
    fetch(address, {
      method: "POST",
      redirect: "error",
      headers: { "content-type": "application/json" },
      signal: AbortSignal.any([parts.signal, AbortSignal.timeout(ADDRESS_TIMEOUT_MS)]),
      body: JSON.stringify({
        response_type: audience === "channel" ? "in_channel" : "ephemeral",
        replace_original: false,
        unfurl_links: false,
        unfurl_media: false,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        ...content,
      }),
    });

  async function toAddress(
    address: string,
    message: SlackMessage,
    audience: Audience,
    thread?: string,
  ): Promise<void> {
    const send = (content: Readonly<Record<string, unknown>>): Promise<Response> =>
      post(address, content, audience, thread);
    const drawn = await send({ text: message.text, blocks: message.blocks });
    if (drawn.ok) return;
    const refusal = await drawn.text();
    if (!refusal.includes("invalid_blocks")) throw new Error(`response address answered ${drawn.status}`);
    log.error("slack refused a layout, sent as text", { code: "invalid_blocks" });
    const words = await send({ text: message.plain });
    if (!words.ok) throw new Error(`response address answered ${words.status}`);
  }

  /** Private files have no ephemeral form: they go to the person's own conversation. */
  const filesInPrivate = async (user: string, message: SlackMessage): Promise<void> => {
    if (message.files.length > 0)
      await files.put({ channel: await posts.directChannel(user), isNew: true }, message.files);
  };

  function roads(reply: Reply, answer: Answer, key: string, isOld: boolean): readonly Road[] {
    const message = renderMessage(answer.card, parts.seal);
    const { channel, user } = reply;
    const isPublic = answer.audience === "channel";
    const isDirect = channel.startsWith("D");
    const place = placeOf(reply);
    const trusted = trustedAddress(reply);
    const address: Road = {
      name: "response address",
      async go() {
        await toAddress(trusted ?? "", message, answer.audience, isPublic ? undefined : reply.thread);
        // The address works where the bot is no member; files do not.
        const isComplete = isPublic && (await files.put({ channel, isNew: true }, message.files));
        if (!isComplete) await filesInPrivate(user, message);
      },
    };
    const conversation: Road = {
      name: "conversation",
      go: async () =>
        void (await posts.postOnce(place, answer.card, key, { urgent: true, mayBeThere: isOld })),
    };
    const ephemeral: Road = {
      name: "ephemeral",
      async go() {
        await postEphemeral(place, user, { text: message.text, blocks: message.blocks });
        await filesInPrivate(user, message);
      },
    };
    const direct: Road = {
      name: "direct message",
      go: async () => void (await posts.direct({ id: user }, answer.card, key)),
    };
    const outside = trusted === undefined ? [] : [address];
    const inside = channel === "" ? [] : isPublic || isDirect ? [conversation] : [ephemeral];
    // What follows from a press belongs into the thread of its message, where an address cannot put it.
    return reply.kind === "press" && isPublic
      ? [...inside, ...outside, direct]
      : [...outside, ...inside, direct];
  }

  function trustedAddress({ responseUrl }: Reply): string | undefined {
    const isTrusted = responseUrl !== undefined && isTrustedAddress(responseUrl, parts.apiUrl);
    return isTrusted ? responseUrl : undefined;
  }

  async function postEphemeral(
    place: Place,
    user: string,
    content: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    await calls.call(
      "chat.postEphemeral",
      {
        channel: place.channel,
        user,
        ...content,
        ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
      },
      { lane: `${place.channel} ${user}`, patienceMs: INTERACTIVE_PATIENCE_MS },
    );
  }

  return {
    async respond(turn, answer) {
      const reply = replySchema.parse(turn.reply);
      const failures: unknown[] = [];
      const isOld = clock.now() - turn.receivedAt > OLD_AFTER_MS;
      for (const road of roads(reply, answer, turn.id, isOld)) {
        try {
          return await road.go();
        } catch (error) {
          failures.push(error);
          log.warn("an answer took another road", { failed: road.name, turn: turn.id, error: String(error) });
        }
      }
      throw new AggregateError(failures, "no road to the person was open");
    },

    async working(turn) {
      // After a restart, or long ago: the answer is about to come or the person has gone.
      if (clock.now() - turn.receivedAt > OLD_AFTER_MS) return;
      try {
        const reply = replySchema.parse(turn.reply);
        const address = trustedAddress(reply);
        const content = { text: WORKING };
        const isTold = address !== undefined && (await post(address, content, "actor", reply.thread)).ok;
        if (!isTold && reply.channel !== "") await postEphemeral(placeOf(reply), reply.user, content);
      } catch (error) {
        log.debug("a person was not told to wait", { turn: turn.id, error: String(error) });
      }
    },
  };
}

function placeOf({ kind, channel, thread, message }: Reply): Place {
  const root = kind === "command" ? undefined : (thread ?? message);
  return { surface: SURFACE, channel, ...(root === undefined ? {} : { thread: root }) };
}

/** A sentence for one person, when there is no card of the bot's to show. */
export const notice = (words: string): Card => ({
  title: "That did not work",
  tone: "warning",
  blocks: [{ kind: "text", text: words }],
});
