/** Which interactions this process has answered first, so that what follows waits for it and repeats are left alone. */

const REMEMBERED = 5_000;

/** Of this process alone: after a restart every interaction is new to it. */
export interface Ledger {
  /** False when it is known already: the same event once more. */
  open(interaction: string): boolean;
  settle(interaction: string, isAlive: boolean): void;
  /** Whether it was acknowledged. One from before a restart may have been. */
  acknowledged(interaction: string): Promise<boolean>;
}

/** Remembers the last 5,000. */
export function createLedger(): Ledger {
  const known = new Map<string, PromiseWithResolvers<boolean>>();
  return {
    open(interaction) {
      if (known.has(interaction)) return false;
      known.set(interaction, Promise.withResolvers<boolean>());
      const [oldest] = known.keys();
      if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
      return true;
    },
    settle: (interaction, isAlive) => known.get(interaction)?.resolve(isAlive),
    acknowledged: (interaction) => known.get(interaction)?.promise ?? Promise.resolve(true),
  };
}
