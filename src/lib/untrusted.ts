/**
 * Text that came from an endpoint, a platform or a person. It cannot be pasted into
 * a message by accident: as a string it reads `[untrusted]`, and only renderers may
 * `reveal` it (test/architecture.test.ts holds the list). Services compare and match
 * without opening it.
 */
import { createHash } from "node:crypto";

/** 132 bits: more than chance or intent can make equal. */
const FINGERPRINT_LETTERS = 22;

export class Untrusted {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get length(): number {
    return this.#text.length;
  }

  /** Equal text, letter case aside. */
  is(other: string | Untrusted): boolean {
    return this.#text.toLowerCase() === (typeof other === "string" ? other : other.#text).toLowerCase();
  }

  matches(pattern: RegExp): boolean {
    return pattern.test(this.#text);
  }

  /** A yes or no about the text, without opening it. */
  passes(test: (text: string) => boolean): boolean {
    return test(this.#text);
  }

  /** The same for equal text, letter case aside; says nothing about it. */
  fingerprint(): string {
    return createHash("sha256")
      .update(this.#text.toLowerCase())
      .digest("base64url")
      .slice(0, FINGERPRINT_LETTERS);
  }

  /** Derives further untrusted text, a shortened name for instance. */
  map(change: (text: string) => string): Untrusted {
    return new Untrusted(change(this.#text));
  }

  toString(): string {
    return "[untrusted]";
  }

  /** Stored rows keep the text under its own key, so that reading them back restores the type. */
  toJSON(): { readonly untrusted: string } {
    return { untrusted: this.#text };
  }

  /** Use `reveal`; a static so that the private field stays private. */
  static open(value: Untrusted): string {
    return value.#text;
  }
}

/** To be called where the text comes in; from there on the type carries the fact. */
export const untrusted = (text: string): Untrusted => new Untrusted(text);

/** The text itself. For renderers, and for building queries that quote it. */
export const reveal = (value: Untrusted): string => Untrusted.open(value);

/** One text out of several; a single foreign part makes the whole foreign. */
export const joinUntrusted = (parts: readonly (string | Untrusted)[], separator = ""): Untrusted =>
  new Untrusted(parts.map((part) => (typeof part === "string" ? part : reveal(part))).join(separator));

/** The key under which bytes stand in JSON, in base64. */
const BYTES = "bytes;base64";

/** JSON with untrusted text kept apart from trusted text, and bytes kept whole. */
export const writeJson = (value: unknown): string =>
  JSON.stringify(value, function (this: Readonly<Record<string, unknown>>, key, given: unknown) {
    // A buffer has become something else before it is given to us; its holder still has it.
    const held = this[key];
    return held instanceof Uint8Array ? { [BYTES]: Buffer.from(held).toString("base64") } : given;
  });

/** The reverse of `writeJson`. */
export function readJson(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) => {
    const text = onlyText(value, "untrusted");
    if (text !== undefined) return new Untrusted(text);
    const base64 = onlyText(value, BYTES);
    return base64 === undefined ? value : new Uint8Array(Buffer.from(base64, "base64"));
  }) as unknown;
}

/** The text under this key, where it is all that the object holds. */
function onlyText(value: unknown, key: string): string | undefined {
  if (typeof value !== "object" || value === null || !(key in value)) return undefined;
  const text = (value as Readonly<Record<string, unknown>>)[key];
  return typeof text === "string" && Object.keys(value).length === 1 ? text : undefined;
}
