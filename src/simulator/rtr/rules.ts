/**
 * What hosts do otherwise than usual, as data: which command, on which host, how often. A
 * rule may say what is printed, how long it takes, and what goes wrong on the way back.
 */
export type RtrFault =
  /** Asked for this piece, Falcon first gives the one before once more. */
  | { readonly repeatPiece: number }
  /** This piece never comes. */
  | { readonly losePiece: number }
  /** All pieces are there, but the last is not called the last until later. */
  | { readonly completeAfterMs: number }
  | "never-complete"
  /** The session is gone as soon as the command runs. */
  | "lose-session"
  /** The host goes offline as the command begins, and goes on once it is back. */
  | "sleep";

export interface RtrRule {
  /** Device id, or hostname in any case; every host unless given. */
  readonly host?: string;
  /** What the command line begins with; every command unless given. */
  readonly command?: string;
  /** How many commands; -1, the default, for all. */
  readonly count?: number;
  /** How many are let through first. */
  readonly skip?: number;
  /** How long the host takes. */
  readonly afterMs?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** The output comes in this many pieces; made up where none is given. */
  readonly pieces?: number;
  readonly fault?: RtrFault;
}

interface Armed {
  readonly rule: RtrRule;
  skip: number;
  left: number;
}

/** Of several rules that fit, the one added last. */
export class RuleList {
  #armed: Armed[] = [];

  constructor(rules: readonly RtrRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /** Later rules win. */
  add(rule: RtrRule): void {
    const { count = -1, skip = 0 } = rule;
    this.#armed.unshift({ rule, skip, left: count < 0 ? Number.POSITIVE_INFINITY : count });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The rule for this command, used up by one. */
  take(host: { readonly device_id: string; readonly hostname: string }, text: string): RtrRule | undefined {
    for (const armed of this.#armed) {
      if (!applies(armed.rule, host, text)) continue;
      if (armed.skip > 0) {
        armed.skip -= 1;
        continue;
      }
      armed.left -= 1;
      this.#armed = this.#armed.filter(({ left }) => left > 0);
      return armed.rule;
    }
    return undefined;
  }
}

function applies(
  { host, command }: RtrRule,
  { device_id, hostname }: { readonly device_id: string; readonly hostname: string },
  text: string,
): boolean {
  const isHost = host === undefined || [device_id, hostname.toLowerCase()].includes(host.toLowerCase());
  return isHost && (command === undefined || text.startsWith(command));
}
