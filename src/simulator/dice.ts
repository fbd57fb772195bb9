/**
 * Invented data that is the same on every run: each value hangs on the seed and a
 * name, so that adding a host changes no other host.
 */
import { createHash } from "node:crypto";

/** Each `name` gives the same value for one seed, however often and in whatever order it is asked for. */
export interface Dice {
  /** Lower-case hexadecimal digits, at most 64. */
  hex(name: string, length?: number): string;
  /** A whole number from 0 up to, not including, `limit`. */
  below(name: string, limit: number): number;
  pick<T>(name: string, from: readonly T[]): T;
  uuid(name: string): string;
  /** A shuffled copy: the service promises no order of entities. */
  shuffle<T>(name: string, items: readonly T[]): T[];
}

const ID_LENGTH = 32;

/** No state: a digest over seed and name is the value. */
export function createDice(seed: number): Dice {
  const digest = (name: string): string => createHash("sha256").update(`${seed}:${name}`).digest("hex");
  const below = (name: string, limit: number): number =>
    Number(BigInt(`0x${digest(name).slice(0, 12)}`) % BigInt(limit));
  return {
    hex: (name, length = ID_LENGTH) => digest(name).slice(0, length),
    below,
    pick<T>(name: string, from: readonly T[]): T {
      const item = from[below(name, from.length)];
      if (item === undefined) throw new RangeError(`nothing to pick from for ${name}`);
      return item;
    },
    uuid: (name) => digest(name).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5"),
    shuffle: (name, items) =>
      items
        .map((item, index) => ({ item, weight: digest(`${name}:${index}`) }))
        .sort((left, right) => (left.weight < right.weight ? -1 : 1))
        .map(({ item }) => item),
  };
}
