/** Real time response put together: its service over store and Falcon, its requests over approvals. */
import { join } from "node:path";
import type { Approvals } from "../approvals/service.ts";
import type { Talk } from "../bot/ports.ts";
import type { People } from "../bot/people.ts";
import { personIdOf } from "../bot/listed-people.ts";
import type { ChatAdapter } from "../chat/adapter.ts";
import type { Moment } from "../chat/command.ts";
import type { MessageRef } from "../chat/place.ts";
import type { Config } from "../config.ts";
import type { Falcon } from "../falcon/client.ts";
import type { Clock } from "../lib/clock.ts";
import { untrusted } from "../lib/untrusted.ts";
import type { Log } from "../lib/log.ts";
import type { RtrEffects } from "../actions/effects.ts";
import { releaseEntry, statesOf } from "../rtr/entry/release.ts";
import { openArchive } from "../rtr/archive/open-archive.ts";
import type { Proposals, RtrParts, RtrPeople, Speaker } from "../rtr/ports.ts";
import { createRtr, type Rtr } from "../rtr/service.ts";
import type { Store } from "../store/store.ts";

/** Files fetched from hosts and long outputs, by digest. */
export const evidenceFolder = (config: Config): string => join(config.store.dataDir, "evidence");

/** `holder` names this process: a session has one holder, and another may take it over. */
export function createRtrService(parts: {
  readonly config: Config;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly falcon: Falcon;
  readonly approvals: Approvals;
  readonly people: People;
  readonly holder: string;
  /** Reads files through the adapter that they came through. */
  readonly adapters: ReadonlyMap<string, ChatAdapter>;
  readonly addressOf: (message: MessageRef) => string | undefined;
}): Rtr {
  const { config, store, clock, falcon, approvals, people } = parts;
  const { idleMs, prefix } = config.settings.rtr;
  return createRtr({
    store,
    clock,
    log: parts.log.child("rtr"),
    falcon: falcon.rtr,
    proposals: proposalsOver(approvals),
    people: peopleOf(people),
    folder: evidenceFolder(config),
    idleMs,
    prefix,
    holder: parts.holder,
    addressOf: parts.addressOf,
    readFile: fileReader(parts.adapters),
    openArchive,
  });
}

const fileReader =
  (adapters: ReadonlyMap<string, ChatAdapter>): RtrParts["readFile"] =>
  async (surface, file, mostBytes, signal = new AbortController().signal) =>
    (await adapters.get(surface)?.readFile?.(file, mostBytes, signal)) ?? {
      outcome: "unreadable",
      why: "files cannot be sent from there",
    };

/** What an approved command does: its row takes its turn, and is looked at. */
export const rtrEffects = (parts: { readonly store: Store; readonly clock: Clock }): RtrEffects => ({
  release: (ordered, approval) => releaseEntry(parts, ordered, approval),
  states: (asked) => statesOf(parts, asked),
});

/** The rights that it takes to be heard in a thread are those of the command that says the same. */
const SAID_AS = "run";

/** Lines of a session's thread, for the bot to bring. */
export const talkOf = ({ talk }: Rtr): Talk => ({
  as: SAID_AS,
  follows: (place) => talk.follows(place),
  hears: (line, { place, account, files = [] }) => talk.hears(line, place, account, files),
  answer: (line, moment) => talk.answer(line, speakerOf(moment), moment.signal),
});

export const speakerOf = ({ person, account, place, askedBy, turnId, files }: Moment): Speaker => ({
  person,
  account,
  place,
  askedBy,
  turnId,
  ...(files === undefined ? {} : { files }),
});

const proposalsOver = (approvals: Approvals): Proposals => ({
  async propose({ session, entry, deviceIds, command, base, tier, directory, script }, speaker, signal) {
    const params = {
      session,
      entry,
      command,
      base,
      tier,
      directory,
      ...(script === undefined ? {} : { script }),
    };
    const row = await approvals.propose(
      {
        kind: "rtr.run",
        params,
        targets: deviceIds,
        reason: untrusted(`asked for in RTR session ${session}`),
        isEmergency: false,
      },
      speaker,
      signal,
    );
    const card = approvals.placeOf(row);
    const isInThread =
      card?.surface === speaker.place.surface &&
      card.channel === speaker.place.channel &&
      card.thread === speaker.place.thread;
    return { id: row.id, isInThread, isPending: row.state === "pending" };
  },
  drop: (request, why) => approvals.drop(request, why),
  isFrozen: async () => (await approvals.frozen()) !== undefined,
});

function peopleOf(people: People): RtrPeople {
  return {
    idOf: (account) => people.idOf(account),
    async named(word, surface) {
      const account = { surface, id: word };
      const byAccount = await people.personById(await people.idOf(account));
      if (byAccount !== undefined && byAccount.roles.size > 0) return { person: byAccount, account };
      const byName = await people.personById(personIdOf(word));
      if (byName === undefined) return undefined;
      const own = byName.accounts.find((one) => one.surface === surface) ?? byName.accounts[0];
      return own === undefined ? undefined : { person: byName, account: own };
    },
  };
}
