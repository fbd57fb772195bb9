/**
 * How many turns run at once, and whose turn it is when they queue: the person with
 * the fewest running goes first, then the place with the fewest, then who waited
 * longest. One eager person or channel so cannot keep the others waiting.
 */

interface Seat {
  readonly person: string;
  readonly place: string;
}

interface FairGate {
  readonly running: number;
  readonly waiting: number;
  /** Resolves, with the way out, once there is room. The way out may be called once. */
  enter(seat: Seat): Promise<() => void>;
}

interface FairGateLimits {
  readonly running: number;
  /** Of those, by one person. */
  readonly runningOfOnePerson: number;
}

interface Waiting {
  readonly seat: Seat;
  admit(): void;
}

/** The queue has no bound of its own: the bot stops taking turns first. */
export function createFairGate(limits: FairGateLimits): FairGate {
  const queue: Waiting[] = [];
  const ofPerson = new Map<string, number>();
  const atPlace = new Map<string, number>();
  let running = 0;

  /** Earlier entries win ties, so whoever waited longest is served. */
  function next(): Waiting | undefined {
    if (running >= limits.running) return undefined;
    let best: { readonly entry: Waiting; readonly score: number } | undefined;
    for (const entry of queue) {
      const own = ofPerson.get(entry.seat.person) ?? 0;
      if (own >= limits.runningOfOnePerson) continue;
      const score = own * limits.running + (atPlace.get(entry.seat.place) ?? 0);
      if (best === undefined || score < best.score) best = { entry, score };
    }
    return best?.entry;
  }

  function count({ person, place }: Seat, by: 1 | -1): void {
    running += by;
    add(ofPerson, person, by);
    add(atPlace, place, by);
  }

  function admitWaiting(): void {
    for (let entry = next(); entry !== undefined; entry = next()) {
      queue.splice(queue.indexOf(entry), 1);
      count(entry.seat, 1);
      entry.admit();
    }
  }

  return {
    get running() {
      return running;
    },
    get waiting() {
      return queue.length;
    },
    async enter(seat) {
      await new Promise<void>((admit) => {
        queue.push({ seat, admit });
        admitWaiting();
      });
      return () => {
        count(seat, -1);
        admitWaiting();
      };
    },
  };
}

/** Names with nothing running are forgotten. */
function add(counts: Map<string, number>, name: string, by: number): void {
  const now = (counts.get(name) ?? 0) + by;
  if (now === 0) counts.delete(name);
  else counts.set(name, now);
}
