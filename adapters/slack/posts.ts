/** Cards as messages: posted once, edited in place, found again by the key they carry. */
import { z } from "zod";
import { PostUncertain } from "../../src/chat/adapter.ts";
import type { Card, Press } from "../../src/chat/card.ts";
import type { AccountRef } from "../../src/chat/person.ts";
import type { MessageRef, Place } from "../../src/chat/place.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { DAY, SECOND } from "../../src/lib/clock.ts";
import { asPostError, BAD_BLOCKS, CallRefused } from "./call-errors.ts";
import type { Answer, Calls } from "./calls.ts";
import type { Edits } from "../../src/chat/edits.ts";
import type { Files } from "./files.ts";
import type { Log } from "./log.ts";
import { SURFACE } from "./heard.ts";
import type { SlackMessage } from "./render.ts";
import { renderMessage } from "./render.ts";

const EVENT_TYPE = "falconer_delivery";
/** How far back a lost message is looked for. */
const LOOK_BACK_MS = DAY;
const PAGE = 200;
const MOST_PAGES = 5;
/** Threads are read from their beginning, and the storm that was interrupted is at the end of a long one. */
const MOST_THREAD_PAGES = 25;

interface PostOptions {
  /** Somebody is waiting for it. */
  readonly urgent?: boolean;
  /** An earlier process may have posted it: look first. */
  readonly mayBeThere?: boolean;
}

/** @throws PlaceGone or PostUncertain where those fit, else an error of `call-errors.ts` */
export interface Posts {
  post(place: Place, card: Card, key: string, options?: PostOptions): Promise<MessageRef>;
  /** `post`, with a look whether it arrived before it is sent again. */
  postOnce(place: Place, card: Card, key: string, options?: PostOptions): Promise<MessageRef>;
  update(ref: MessageRef, card: Card): Promise<void>;
  find(place: Place, key: string): Promise<MessageRef | undefined>;
  direct(account: Pick<AccountRef, "id">, card: Card, key: string): Promise<MessageRef>;
  /** The conversation with one person. */
  directChannel(user: string): Promise<string>;
}

const posted = z.looseObject({ channel: z.string(), ts: z.string() });
const opened = z.looseObject({ channel: z.looseObject({ id: z.string() }) });
const history = z.looseObject({
  messages: z
    .array(
      z.looseObject({
        ts: z.string(),
        metadata: z
          .looseObject({
            event_type: z.string().optional(),
            event_payload: z.looseObject({ key: z.string().optional() }).optional(),
          })
          .optional(),
      }),
    )
    .default([]),
  response_metadata: z.looseObject({ next_cursor: z.string().optional() }).optional(),
});

/** Slack has no idempotency key, so the key rides in the message's `metadata` and is looked for. */
export function createPosts(parts: {
  readonly calls: Calls;
  readonly edits: Edits;
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Log;
  readonly seal: (press: Press) => string;
}): Posts {
  const { calls, edits, files, clock, log } = parts;

  /** Sends it as drawn; when Slack refuses the layout, as words, so that nothing is lost. */
  async function withFallback(
    message: SlackMessage,
    send: (content: Readonly<Record<string, unknown>>) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await send({ text: message.text, blocks: message.blocks });
    } catch (error) {
      if (!(error instanceof CallRefused) || !BAD_BLOCKS.has(error.code)) throw error;
      log.error("slack refused a layout, sent as text", { code: error.code, details: error.details });
      return send({ text: message.plain, blocks: [] });
    }
  }

  const posts: Posts = {
    async post(place, card, key, options = {}) {
      const message = renderMessage(card, parts.seal);
      const envelope = {
        channel: place.channel,
        ...(place.thread === undefined ? {} : { thread_ts: place.thread }),
        metadata: { event_type: EVENT_TYPE, event_payload: { key } },
        unfurl_links: false,
        unfurl_media: false,
      };
      try {
        const answer = await withFallback(message, (content) =>
          calls.call(
            "chat.postMessage",
            { ...envelope, ...content },
            { lane: place.channel, urgent: options.urgent === true },
          ),
        );
        const { channel, ts } = posted.parse(answer);
        await files.put({ channel, thread: place.thread ?? ts, message: ts, isNew: true }, message.files);
        return { surface: SURFACE, channel, message: ts };
      } catch (error) {
        throw asPostError(error);
      }
    },

    async postOnce(place, card, key, options = {}) {
      const earlier = options.mayBeThere === true ? await posts.find(place, key) : undefined;
      if (earlier !== undefined) return earlier;
      try {
        return await posts.post(place, card, key, options);
      } catch (error) {
        if (!(error instanceof PostUncertain)) throw error;
        return (await posts.find(place, key)) ?? posts.post(place, card, key, options);
      }
    },

    update: (ref, card) =>
      edits.submit(`${ref.channel} ${ref.message}`, async () => {
        const message = renderMessage(card, parts.seal);
        try {
          await withFallback(message, (content) =>
            calls.call(
              "chat.update",
              { channel: ref.channel, ts: ref.message, ...content },
              { lane: ref.channel, repeatable: true },
            ),
          );
          await files.put(
            { channel: ref.channel, thread: ref.message, message: ref.message, isNew: false },
            message.files,
          );
        } catch (error) {
          throw asPostError(error);
        }
      }),

    async find(place, key) {
      const method = place.thread === undefined ? "conversations.history" : "conversations.replies";
      const base = {
        channel: place.channel,
        oldest: String(Math.floor((clock.now() - LOOK_BACK_MS) / SECOND)),
        ...(place.thread === undefined ? {} : { ts: place.thread }),
        include_all_metadata: true,
        limit: PAGE,
      };
      let cursor: string | undefined;
      const most = place.thread === undefined ? MOST_PAGES : MOST_THREAD_PAGES;
      for (let page = 0; page < most; page += 1) {
        const args = cursor === undefined ? base : { ...base, cursor };
        const answer = history.parse(
          await calls.call(method, args, { lane: place.channel, repeatable: true }),
        );
        const found = answer.messages.find(
          ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key,
        );
        if (found !== undefined) return { surface: SURFACE, channel: place.channel, message: found.ts };
        cursor = answer.response_metadata?.next_cursor;
        if (cursor === undefined || cursor === "") return undefined;
      }
      return undefined;
    },

    async direct(account, card, key) {
      try {
        const place: Place = { surface: SURFACE, channel: await posts.directChannel(account.id) };
        // Whoever calls again after a crash has no place to search in: looked for here each time.
        return (await posts.find(place, key)) ?? (await posts.postOnce(place, card, key));
      } catch (error) {
        throw asPostError(error);
      }
    },

    async directChannel(user) {
      const answer = await calls.call("conversations.open", { users: user }, { repeatable: true });
      return opened.parse(answer).channel.id;
    },
  };
  return posts;
}
