/**
 * Answers to what people said. Every road that Discord offers is tried in turn, the best one
 * first: the interaction's own message, the conversation, a direct message.
 */
import { PlaceGone } from "../../src/chat/adapter.ts";
import type { Card, Press } from "../../src/chat/card.ts";
import type { Place } from "../../src/chat/place.ts";
import type { Answer, Turn } from "../../src/chat/turn.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { MINUTE, SECOND } from "../../src/lib/clock.ts";
import { BAD_LAYOUT, CallRefused } from "./call-errors.ts";
import type { Calls } from "./calls.ts";
import type { Callbacks } from "./callbacks.ts";
import type { Log } from "./log.ts";
import { bodies, type Body } from "./message-body.ts";
import { SURFACE } from "./parse.ts";
import type { Posts } from "./posts.ts";
import { renderMessage } from "./render.ts";
import type { Reply } from "./reply.ts";
import { replySchema } from "./reply.ts";

/** An interaction can be answered for fifteen minutes; the last one is left for the way there. */
const TOKEN_LIFE_MS = 14 * MINUTE;
/** A turn this old may have been answered by a process that died right after. */
const OLD_AFTER_MS = 15 * SECOND;

/**
 * @throws PlaceGone from `respond` when one of the roads is gone for good, AggregateError when all are closed
 */
export interface Talk {
  respond(turn: Pick<Turn, "id" | "reply" | "receivedAt">, answer: Answer): Promise<void>;
  /** Shows that it takes longer. An interaction shows that by itself until it is answered. */
  working(turn: Pick<Turn, "reply">): Promise<void>;
}

type Road = { readonly name: string; go(): Promise<void> };
type Ticketed = Reply & { readonly interaction: NonNullable<Reply["interaction"]> };

/** An ephemeral answer exists only on an interaction: other private answers are direct messages. */
export function createTalk(parts: {
  readonly calls: Calls;
  readonly callbacks: Callbacks;
  readonly posts: Posts;
  readonly clock: Clock;
  readonly log: Log;
  readonly seal: (press: Press) => string;
  /** Whether the interaction's first answer arrived; waits for one that is on its way. */
  readonly acknowledged: (interaction: string) => Promise<boolean>;
}): Talk {
  const { callbacks, posts, clock, log } = parts;

  async function inOwnMessage({ interaction }: Ticketed, answer: Answer): Promise<void> {
    if (!(await parts.acknowledged(interaction.id)))
      throw new Error("the interaction was not acknowledged in time");
    const [drawn, ...inWords] = bodies(renderMessage(answer.card, parts.seal), undefined);
    for (const body of drawn === undefined ? inWords : [drawn, ...inWords]) {
      try {
        return await put(interaction, body, answer);
      } catch (error) {
        if (!(error instanceof CallRefused) || !BAD_LAYOUT.has(error.code)) throw error;
        log.error("discord refused a layout", { code: error.code, error: error.message });
      }
    }
    throw new Error("discord refused every layout");
  }

  /**
   * The deferred message keeps the visibility it was opened with, and so does what first
   * follows it: an answer for other eyes waits until that message is filled in.
   */
  async function put(interaction: Ticketed["interaction"], body: Body, answer: Answer): Promise<void> {
    if (answer.audience === interaction.audience) return callbacks.edit(interaction, body);
    const words = answer.audience === "actor" ? "Answered in private." : "Answered below.";
    await callbacks.edit(interaction, {
      body: { content: words, allowed_mentions: { parse: [] } },
      files: [],
      attachments: [],
    });
    await callbacks.followUp(interaction, body, answer.audience);
    await callbacks.remove(interaction).catch((error: unknown) => {
      log.debug("a stub stays where it is", { error: String(error) });
    });
  }

  function roads(reply: Reply, answer: Answer, key: string, ageMs: number): readonly Road[] {
    const { channel, user, message, interaction } = reply;
    const place: Place = { surface: SURFACE, channel };
    const options = {
      mayBeThere: ageMs > OLD_AFTER_MS,
      ...(message === undefined ? {} : { under: message }),
    };
    const own: readonly Road[] =
      interaction === undefined || ageMs > TOKEN_LIFE_MS
        ? []
        : [{ name: "own message", go: () => inOwnMessage({ ...reply, interaction }, answer) }];
    const conversation: Road = {
      name: "conversation",
      go: async () => void (await posts.postOnce(place, answer.card, key, options)),
    };
    const direct: Road = {
      name: "direct message",
      go: async () => void (await posts.direct({ id: user }, answer.card, key)),
    };
    const word: Road = {
      name: "word in public",
      go: async () => void (await posts.postOnce(place, UNREACHABLE, `${key}:word`, options)),
    };
    if (channel === "") return [...own, direct];
    if (reply.isDirect) return [...own, conversation];
    return answer.audience === "channel" ? [...own, conversation, direct] : [...own, direct, word];
  }

  return {
    async respond(turn, answer) {
      const reply = replySchema.parse(turn.reply);
      const failures: unknown[] = [];
      for (const road of roads(reply, answer, turn.id, clock.now() - turn.receivedAt)) {
        try {
          return await road.go();
        } catch (error) {
          failures.push(error);
          log.warn("an answer took another road", { failed: road.name, turn: turn.id, error: String(error) });
        }
      }
      const gone = failures.find((failure) => failure instanceof PlaceGone);
      throw gone ?? new AggregateError(failures, "no road to the person was open");
    },
    async working({ reply }) {
      const { kind, channel } = replySchema.parse(reply);
      if (kind === "message") await parts.calls.call("POST", `/channels/${channel}/typing`, { channel });
    },
  };
}

/** A sentence for one person, when there is no card of the bot's to show. */
export const notice = (words: string): Card => ({
  title: "That did not work",
  tone: "warning",
  blocks: [{ kind: "text", text: words }],
});

/** Says nothing of what was asked: everybody reads it. */
const UNREACHABLE = notice(
  "There is an answer for your eyes only, and your direct messages are closed to me. Open them, or use a slash command.",
);
