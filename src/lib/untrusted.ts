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
    return createHash("sha256").update(this.#text.toLowerCase()).digest("base64url").slice(0, FINGERPRINT_LETTERS);
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

export const untrusted = (text: string): Untrusted => new Untrusted(text);

/** The text itself. For renderers, and for building queries that quote it. */
export const reveal = (value: Untrusted): string => Untrusted.open(value);

/** One text out of several; a single foreign part makes the whole foreign. */
export const joinUntrusted = (parts: readonly (string | Untrusted)[], separator = ""): Untrusted =>
  new Untrusted(parts.map((part) => (typeof part === "string" ? part : reveal(part))).join(separator));

/** JSON with untrusted text kept apart from trusted text. */
export const writeJson = (value: unknown): string => JSON.stringify(value);

/** The reverse of `writeJson`. */
export function readJson(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) =>
    isWrapped(value) ? new Untrusted(value.untrusted) : value,
  ) as unknown;
}

function isWrapped(value: unknown): value is { untrusted: string } {
  if (typeof value !== "object" || value === null) return false;
  const keys = Object.keys(value);
  return (
    keys.length === 1 &&
    keys[0] === "untrusted" &&
    typeof (value as { untrusted: unknown }).untrusted === "string"
  );
}
