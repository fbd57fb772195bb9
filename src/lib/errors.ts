/**
 * The root of our error family. `hint` is a sentence that is safe to show to
 * anybody; `message` and `cause` are for the log alone.
 */
export class BotError extends Error {
  /** Stable, lower-case, for programs: `falcon-denied`, `store-unavailable`. */
  readonly code: string;
  readonly hint: string;

  constructor(code: string, hint: string, options: { message?: string; cause?: unknown } = {}) {
    super(options.message ?? hint, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.hint = hint;
  }
}

/** Something a person asked for that cannot be: the hint says what is wrong, where, and what to do. */
export class UserError extends BotError {
  constructor(hint: string, code = "refused") {
    super(code, hint);
  }
}
