/** Cards as messages: posted once, edited in place, found again by the mark they carry. */
import { z } from "zod";
import { PostUncertain } from "../../src/chat/adapter.ts";
import type { Card, Press } from "../../src/chat/card.ts";
import type { AccountRef } from "../../src/chat/person.ts";
import type { MessageRef, Place } from "../../src/chat/place.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { DAY } from "../../src/lib/clock.ts";
import { asPostError, BAD_LAYOUT, CallRefused, CODE, isRefusal } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import type { Edits } from "../../src/chat/edits.ts";
import { plain } from "../../src/chat/words.ts";
import type { Log } from "./log.ts";
import type { Body, Kept } from "./message-body.ts";
import { bodies, markOf, nonceOf } from "./message-body.ts";
import { SURFACE } from "./parse.ts";
import { renderMessage } from "./render.ts";
import { madeAt } from "./snowflake.ts";
import type { Threads } from "./threads.ts";

/** How far back a lost message is looked for. */
const LOOK_BACK_MS = DAY;
const PAGE = 100;
const MOST_PAGES = 5;
/** Messages whose mark and files are kept when they are redrawn. */
const REMEMBERED = 2_000;

interface PostOptions {
  /** An earlier process may have posted it: look first. */
  readonly mayBeThere?: boolean;
  /** The message that it stands under. */
  readonly under?: string;
}

/** @throws PlaceGone or PostUncertain where those fit, else an error of `call-errors.ts` */
export interface Posts {
  post(place: Place, card: Card, key: string, options?: PostOptions): Promise<MessageRef>;
  /** `post`, with a look whether it arrived before it is sent again. */
  postOnce(place: Place, card: Card, key: string, options?: PostOptions): Promise<MessageRef>;
  update(ref: MessageRef, card: Card): Promise<void>;
  find(place: Place, key: string): Promise<MessageRef | undefined>;
  direct(account: Pick<AccountRef, "id">, card: Card, key: string): Promise<MessageRef>;
}

const made = z.looseObject({ id: z.string() });
const drawnAnswer = z.looseObject({
  id: z.string(),
  attachments: z.array(z.looseObject({ id: z.string(), filename: z.string() })).default([]),
});
const history = z.array(
  z.looseObject({
    id: z.string(),
    nonce: z.union([z.string(), z.number()]).nullish(),
    content: z.string().default(""),
    author: z.looseObject({ id: z.string() }),
    embeds: z.array(z.looseObject({ footer: z.looseObject({ text: z.string() }).nullish() })).default([]),
  }),
);

/** What is known of a message of ours without asking for it. */
interface Remembered {
  readonly mark: string | undefined;
  readonly kept: readonly Kept[];
  /** Not known of one that was only found again. */
  readonly topic?: Card["topic"];
}

/** Repeats a post by itself: the nonce keeps Discord from making two messages of it. */
export function createPosts(parts: {
  readonly calls: Calls;
  readonly edits: Edits;
  readonly threads: Threads;
  readonly clock: Clock;
  readonly log: Log;
  readonly botUser: () => string;
  readonly seal: (press: Press) => string;
}): Posts {
  const { calls, edits, threads, clock, log } = parts;
  const remembered = new Map<string, Remembered>();

  /** What Discord answered to a message that we sent: its id, and what it calls the files. */
  function remember(
    answer: unknown,
    card: Card,
    mark: string | undefined,
    attachments: Body["attachments"],
  ): string {
    const { id, attachments: shown } = drawnAnswer.parse(answer);
    const kept = attachments.flatMap(({ name, hash }) => {
      const found = shown.find(({ filename }) => filename === name);
      return found === undefined ? [] : [{ id: found.id, name, hash }];
    });
    keep(id, { mark, kept, topic: card.topic });
    return id;
  }

  function keep(id: string, message: Remembered): void {
    remembered.set(id, message);
    const [oldest] = remembered.keys();
    if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  }

  /** As drawn; when Discord refuses the layout, in words, so that nothing is lost. */
  async function withFallback<T>(
    card: Card,
    mark: string | undefined,
    kept: readonly Kept[],
    send: (body: Body) => Promise<T>,
  ): Promise<T> {
    const [drawn, ...inWords] = bodies(renderMessage(card, parts.seal), mark, kept);
    let last: unknown;
    for (const body of drawn === undefined ? inWords : [drawn, ...inWords]) {
      try {
        return await send(body);
      } catch (error) {
        if (!(error instanceof CallRefused) || !BAD_LAYOUT.has(error.code)) throw error;
        log.error("discord refused a layout", { code: error.code, error: error.message });
        last = error;
      }
    }
    throw last;
  }

  const send = (channel: string, card: Card, key: string, under?: string): Promise<string> =>
    withFallback(card, markOf(key), [], async ({ body, files, attachments }) => {
      const answer = await calls.call("POST", `/channels/${channel}/messages`, {
        // Discord answers a nonce that it has seen with the message that it made then.
        body: {
          ...body,
          nonce: nonceOf(key),
          enforce_nonce: true,
          ...(under === undefined
            ? {}
            : { message_reference: { message_id: under, fail_if_not_exists: false } }),
        },
        files,
        channel,
        repeatable: true,
      });
      return remember(answer, card, markOf(key), attachments);
    });

  async function toThread(place: Place, root: string, card: Card, key: string): Promise<MessageRef> {
    const inThread = async (): Promise<MessageRef> => ref(root, await send(root, card, key));
    try {
      return await inThread();
    } catch (error) {
      if (!isRefusal(error, CODE.unknownChannel)) throw error;
    }
    const title = plain(remembered.get(root)?.topic ?? card.title);
    if (await threads.open(place.channel, root, title)) return inThread();
    return ref(place.channel, await send(place.channel, card, key, root));
  }

  async function search(channel: string, key: string): Promise<MessageRef | undefined> {
    let before: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = new URLSearchParams({ limit: String(PAGE), ...(before === undefined ? {} : { before }) });
      const answer = await calls.call("GET", `/channels/${channel}/messages`, {
        query,
        channel,
        repeatable: true,
      });
      const messages = history.parse(answer);
      const found = messages.find(
        (message) => message.author.id === parts.botUser() && carries(message, key),
      );
      if (found !== undefined) {
        // It is redrawn next, and who dies then has to be able to find it once more.
        keep(found.id, { mark: markOf(key), kept: [] });
        return ref(channel, found.id);
      }
      before = messages.at(-1)?.id;
      const isOldest = messages.length < PAGE || before === undefined;
      if (isOldest || clock.now() - madeAt(before ?? "") > LOOK_BACK_MS) return undefined;
    }
    return undefined;
  }

  const posts: Posts = {
    async post(place, card, key, options = {}) {
      try {
        const { channel, thread } = place;
        return thread === undefined
          ? ref(channel, await send(channel, card, key, options.under))
          : await toThread(place, thread, card, key);
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

    update: ({ channel, message }, card) =>
      edits.submit(`${channel} ${message}`, async () => {
        const path = `/channels/${channel}/messages/${message}` as const;
        const { mark, kept = [] } = remembered.get(message) ?? {};
        try {
          await threads.awake(channel, () =>
            withFallback(card, mark, kept, async ({ body, files, attachments }) => {
              const answer = await calls.call("PATCH", path, { body, files, channel, repeatable: true });
              remember(answer, card, mark, attachments);
            }),
          );
        } catch (error) {
          throw asPostError(error);
        }
      }),

    async find(place, key) {
      try {
        if (place.thread !== undefined) {
          const inThread = await search(place.thread, key).catch(unlessUnknown);
          if (inThread !== undefined) return inThread;
        }
        return await search(place.channel, key);
      } catch (error) {
        throw asPostError(error);
      }
    },

    async direct(account, card, key) {
      try {
        const opened = await calls.call("POST", "/users/@me/channels", {
          body: { recipient_id: account.id },
          repeatable: true,
        });
        const place: Place = { surface: SURFACE, channel: made.parse(opened).id };
        // Whoever calls again after a crash has no place to search in: looked for here each time.
        return (await posts.find(place, key)) ?? (await posts.postOnce(place, card, key));
      } catch (error) {
        throw asPostError(error);
      }
    },
  };
  return posts;
}

const ref = (channel: string, message: string): MessageRef => ({ surface: SURFACE, channel, message });

function unlessUnknown(error: unknown): undefined {
  if (!isRefusal(error, CODE.unknownChannel)) throw error;
}

function carries(message: z.infer<typeof history>[number], key: string): boolean {
  const mark = markOf(key);
  const isMarked = message.embeds.some(({ footer }) => footer?.text.endsWith(mark) === true);
  return isMarked || message.content.endsWith(mark) || message.nonce === nonceOf(key);
}
