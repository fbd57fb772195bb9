/**
 * All hosts in columns: what differs from host to host is a string or a number at the
 * host's slot, what repeats is kept once. 100,000 hosts take about 20 MB this way
 * (docs/decisions/0009-host-index.md). Text is opened here to be searched, and leaves
 * as untrusted again.
 */
import type { ContainmentStatus, HostSketch } from "../../falcon/endpoints/hosts.ts";
import { reveal, untrusted, type Untrusted } from "../../lib/untrusted.ts";
import { canonicalAddress, deviceIdIn } from "../written-host.ts";
import { NO_ADDRESS, packAddress } from "./addresses.ts";
import { LONGEST_NAME, letterSet } from "./letters.ts";

/** A host put together from its columns; as old as the index. */
export interface IndexedHost {
  readonly id: string;
  readonly hostname: Untrusted;
  readonly os: Untrusted;
  readonly status: ContainmentStatus;
  readonly lastSeenAt: number | undefined;
  /** The name as a word for a command line: only this host has it, and it reads as nothing else. */
  readonly ownName: string | undefined;
}

/** What sensors report as names is free text; this much of it is safe on a line, and no word of prose. */
const LINE_WORD = /^(?=.*[\d.-])[a-z\d][\w.-]{0,252}$/i;
const NONE = -1;
const FIRST_CAPACITY = 1_024;

/** Slots are reused: one that was given back may be another host's after the next `put`. */
export class HostTable {
  readonly #slots = new Map<string, number>();
  /** Folded name to the first slot that bears it; `next` leads to the others, of which there may be thousands. */
  readonly #bearers = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #ids: string[] = [];
  readonly #names: string[] = [];
  readonly #folded: string[] = [];
  readonly #systems = new Words();
  readonly #statuses = new Words();
  #columns = columnsFor(FIRST_CAPACITY);

  get size(): number {
    return this.#slots.size;
  }

  /** One beyond the last slot; some before it may be empty. */
  get end(): number {
    return this.#ids.length;
  }

  /** "" for an empty slot. */
  idAt = (slot: number): string => this.#ids[slot] ?? "";
  /** In small letters; "" for a host without a name and for an empty slot. */
  foldedAt = (slot: number): string => this.#folded[slot] ?? "";
  lettersAt = (slot: number): number => this.#columns.letters[slot] ?? 0;
  addressAt = (slot: number): number => this.#columns.address[slot] ?? NO_ADDRESS;
  /** Milliseconds; 0 for never. */
  seenAt = (slot: number): number => this.#columns.seen[slot] ?? 0;

  /** Adds the host or brings it up to date. `round` tells `dropBefore` when it was last heard of. */
  put(host: HostSketch, round: number): void {
    const slot = this.#slots.get(host.id) ?? this.#take(host.id);
    this.#rename(slot, reveal(host.hostname).slice(0, LONGEST_NAME));
    const columns = this.#columns;
    columns.round[slot] = round;
    columns.seen[slot] = host.lastSeenAt ?? 0;
    columns.address[slot] = host.localIp === undefined ? NO_ADDRESS : packAddress(reveal(host.localIp));
    columns.system[slot] = this.#systems.keep(reveal(host.os));
    columns.status[slot] = this.#statuses.keep(host.status);
  }

  /** Forgets the hosts not heard of since the round began; how many they were. */
  dropBefore(round: number): number {
    const before = this.size;
    for (let slot = 0; slot < this.end; slot += 1) {
      if (this.idAt(slot) !== "" && (this.#columns.round[slot] ?? 0) < round) this.#drop(slot);
    }
    return before - this.size;
  }

  get(slot: number): IndexedHost {
    const { seen, system, status, next } = this.#columns;
    const lastSeenAt = seen[slot] ?? 0;
    const name = this.#names[slot] ?? "";
    const isOnlyBearer = this.#bearers.get(this.foldedAt(slot)) === slot && next[slot] === NONE;
    return {
      id: this.idAt(slot),
      hostname: this.nameAt(slot),
      os: untrusted(this.#systems.at(system[slot])),
      status: this.#statuses.at(status[slot]) as ContainmentStatus,
      lastSeenAt: lastSeenAt === 0 ? undefined : lastSeenAt,
      ownName: isOnlyBearer && isLineWord(name) ? name : undefined,
    };
  }

  /** Empty for a host without a name, and for an empty slot. */
  nameAt = (slot: number): Untrusted => untrusted(this.#names[slot] ?? "");

  /** Slots of the hosts with this name, letter case aside. */
  bearing(name: string): readonly number[] {
    const found: number[] = [];
    for (let slot = this.#bearers.get(fold(name)) ?? NONE; slot !== NONE; slot = this.#after(slot)) {
      found.push(slot);
    }
    return found;
  }

  #take(id: string): number {
    const slot = this.#free.pop() ?? this.end;
    if (slot >= this.#columns.round.length) this.#columns = grown(this.#columns);
    this.#ids[slot] = id;
    this.#names[slot] = "";
    this.#folded[slot] = "";
    this.#slots.set(id, slot);
    return slot;
  }

  #drop(slot: number): void {
    this.#rename(slot, "");
    this.#slots.delete(this.idAt(slot));
    this.#ids[slot] = "";
    this.#columns.address[slot] = NO_ADDRESS;
    this.#free.push(slot);
  }

  /** Hosts without a name are in no chain: in a cloud of pods it would hold them all. */
  #rename(slot: number, name: string): void {
    if (this.#names[slot] === name) return;
    const folded = fold(name);
    if (folded !== this.foldedAt(slot)) {
      this.#unlink(slot);
      this.#folded[slot] = folded;
      this.#columns.letters[slot] = letterSet(folded);
      if (folded !== "") this.#link(slot, folded);
    }
    // A name in small letters is kept once.
    this.#names[slot] = name === folded ? folded : name;
  }

  #unlink(slot: number): void {
    const folded = this.foldedAt(slot);
    if (folded === "") return;
    const { next, previous } = this.#columns;
    const after = this.#after(slot);
    const before = previous[slot] ?? NONE;
    if (after !== NONE) previous[after] = before;
    if (before !== NONE) next[before] = after;
    else if (after === NONE) this.#bearers.delete(folded);
    else this.#bearers.set(folded, after);
  }

  #link(slot: number, folded: string): void {
    const { next, previous } = this.#columns;
    const first = this.#bearers.get(folded) ?? NONE;
    if (first !== NONE) previous[first] = slot;
    next[slot] = first;
    previous[slot] = NONE;
    this.#bearers.set(folded, slot);
  }

  #after = (slot: number): number => this.#columns.next[slot] ?? NONE;
}

/** The few words that many hosts share, as small numbers. */
class Words {
  readonly #words = [""];
  readonly #numbers = new Map([["", 0]]);

  /** Beyond what two bytes count, a word is forgotten; it is shown, never searched. */
  keep(word: string): number {
    const known = this.#numbers.get(word);
    if (known !== undefined) return known;
    if (this.#words.length > MOST_WORDS) return 0;
    this.#numbers.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }

  at = (number: number | undefined): string => this.#words[number ?? 0] ?? "";
}

const MOST_WORDS = 2 ** 16 - 1;

const isLineWord = (name: string): boolean =>
  LINE_WORD.test(name) && deviceIdIn(name) === undefined && canonicalAddress(name) === undefined;

/** As names are compared: small letters, and nothing else is done to them. */
export const fold = (text: string): string => text.toLowerCase();

const columnsFor = (capacity: number) => ({
  seen: new Float64Array(capacity),
  address: new Uint32Array(capacity),
  letters: new Uint32Array(capacity),
  round: new Uint32Array(capacity),
  next: new Int32Array(capacity),
  previous: new Int32Array(capacity),
  system: new Uint16Array(capacity),
  status: new Uint16Array(capacity),
});
type Columns = ReturnType<typeof columnsFor>;

function grown(columns: Columns): Columns {
  const larger = columnsFor(columns.round.length * 2);
  larger.seen.set(columns.seen);
  larger.address.set(columns.address);
  larger.letters.set(columns.letters);
  larger.round.set(columns.round);
  larger.next.set(columns.next);
  larger.previous.set(columns.previous);
  larger.system.set(columns.system);
  larger.status.set(columns.status);
  return larger;
}
