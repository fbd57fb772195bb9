/**
 * Buttons carry a token: what is pressed, and a MAC that says we wrote it. A token
 * carries no rights; those are looked up when it is pressed. A press too long for a
 * token is stored, and the token carries its id. Sealing cannot wait, so the row is
 * written in the background: until then, and for forms long after, the press is kept in
 * memory; who is about to show a button can wait for the row with `store`.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Card, Press } from "../chat/card.ts";
import type { Clock } from "../lib/clock.ts";
import type { Log } from "../lib/log.ts";
import type { Prompt, Prompts } from "./ports.ts";
import { packPress, unpackPress } from "./press-text.ts";

const VERSION = "v1";
/** 96 bits in base64url. */
const MAC_LENGTH = 16;
/** Of 100 characters our version, dots and MAC leave 80: 60 bytes. */
const PAYLOAD_BYTES = 60;
/** Stored presses remembered for forms, which have to open without waiting. */
const REMEMBERED = 5_000;
/** A row that another process is still writing: how long to wait before looking again. */
const LOOK_AGAIN_MS = [0, 250, 1_000] as const;

const storedPress = z.object({
  press: z.object({
    command: z.string(),
    args: z.record(z.string(), z.string()),
    as: z.enum(["run", "form"]),
  }),
});

/** `elsewhere`: genuine, but the press has to be fetched first. */
export type Opened =
  | { readonly kind: "press"; readonly press: Press }
  | { readonly kind: "elsewhere"; readonly id: string; readonly command: string; readonly as: Press["as"] }
  | { readonly kind: "forged" };

export interface Buttons {
  /** A token of at most 100 characters: what the tightest platform lets a button carry. */
  seal(press: Press): string;
  /** From the token and memory alone. */
  peek(token: string): Opened;
  /** `lapsed`: ours, but its row is gone. */
  open(token: string, signal?: AbortSignal): Promise<Press | "forged" | "lapsed">;
  /** Waits until every button of a card can be pressed, here and in other processes. */
  store(card: Card): Promise<void>;
  /** Brings back what forms need at once. */
  recall(): Promise<void>;
  /** Waits for rows that are still being written. */
  settle(): Promise<void>;
}

interface ButtonParts {
  /** Shared by all processes, never shown. */
  readonly key: string;
  readonly prompts: Prompts;
  readonly clock: Clock;
  readonly log: Log;
}

/** With another `key` every button made before is a forgery. */
export function createButtons({ key, prompts, clock, log }: ButtonParts): Buttons {
  const remembered = new Map<string, { readonly press: Press; readonly isStored: boolean }>();
  const writing = new Map<string, Promise<void>>();

  const mac = (text: string): string =>
    createHmac("sha256", key).update(text).digest("base64url").slice(0, MAC_LENGTH);

  const remember = (id: string, press: Press, isStored: boolean): void => {
    remembered.delete(id);
    remembered.set(id, { press, isStored });
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED) break;
      if (!writing.has(oldest)) remembered.delete(oldest);
    }
  };

  async function write(id: string, press: Press): Promise<void> {
    try {
      await prompts.add({ id, payload: { press }, createdAt: clock.now() });
      remember(id, press, true);
    } catch (error) {
      // Another process may have been quicker; only a row that is not there is a loss.
      const found = await prompts.get(id).catch(() => undefined);
      if (found !== undefined) remember(id, press, true);
      else log.error("a button could not be stored", { err: error, prompt: id });
    }
  }

  /** The id is derived from the press: sealing twice, here or in another process, makes one row. */
  function keep(press: Press): string {
    const id = mac(`press\n${canonical(press)}`);
    const known = remembered.get(id);
    if (known?.isStored !== true && !writing.has(id)) {
      const done = write(id, press).finally(() => writing.delete(id));
      writing.set(id, done);
    }
    remember(id, press, known?.isStored === true);
    return id;
  }

  function seal(press: Press): string {
    const whole = packPress(press, PAYLOAD_BYTES);
    const text = whole ?? packPress({ ...press, args: { "": keep(press) } }, PAYLOAD_BYTES);
    if (text === undefined) throw new Error(`the name of command ${press.command} is too long for a button`);
    const body = `${VERSION}.${Buffer.from(text).toString("base64url")}`;
    return `${body}.${mac(body)}`;
  }

  function peek(token: string): Opened {
    const [version, payload, signature, ...more] = token.split(".");
    if (version !== VERSION || payload === undefined || signature === undefined || more.length > 0) {
      return { kind: "forged" };
    }
    if (!isSame(mac(`${VERSION}.${payload}`), signature)) return { kind: "forged" };
    const press = unpackPress(Buffer.from(payload, "base64url").toString());
    if (press === undefined) return { kind: "forged" };
    const id = press.args[""];
    if (id === undefined) return { kind: "press", press };
    const known = remembered.get(id);
    if (known !== undefined) return { kind: "press", press: known.press };
    return { kind: "elsewhere", id, command: press.command, as: press.as };
  }

  async function open(token: string, signal?: AbortSignal): Promise<Press | "forged" | "lapsed"> {
    const opened = peek(token);
    if (opened.kind !== "elsewhere") return opened.kind === "press" ? opened.press : "forged";
    for (const waitMs of LOOK_AGAIN_MS) {
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      const press = readPrompt(await prompts.get(opened.id));
      if (press === undefined) continue;
      remember(opened.id, press, true);
      return press;
    }
    return "lapsed";
  }

  return {
    seal,
    peek,
    open,
    async store(card) {
      for (const press of pressesOf(card)) seal(press);
      await Promise.all(writing.values());
    },
    async recall() {
      const prompted = (await prompts.recent?.(REMEMBERED)) ?? [];
      for (const prompt of prompted.toReversed()) {
        const press = readPrompt(prompt);
        if (press !== undefined) remember(prompt.id, press, true);
      }
    },
    async settle() {
      await Promise.all(writing.values());
    },
  };
}

const pressesOf = (card: Card): readonly Press[] =>
  card.blocks.flatMap((block) => {
    if (block.kind === "buttons") return block.buttons.map(({ press }) => press);
    return block.kind === "choice" ? block.options.map(({ press }) => press) : [];
  });

function readPrompt(prompt: Prompt | undefined): Press | undefined {
  const read = storedPress.safeParse(prompt?.payload);
  return read.success ? read.data.press : undefined;
}

const canonical = ({ command, args, as }: Press): string =>
  JSON.stringify([command, as, Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))]);

function isSame(ours: string, theirs: string): boolean {
  const [a, b] = [Buffer.from(ours), Buffer.from(theirs)];
  return a.length === b.length && timingSafeEqual(a, b);
}
