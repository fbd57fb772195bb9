/** A value that must never be printed: every conversion to text reads `[redacted]`. */
import { inspect } from "node:util";

const REDACTED = "[redacted]";

/**
 * Printing, logging, interpolating or serialising one gives `[redacted]`; the private field
 * keeps it from being copied.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that has to send it. */
  use(): string {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
