/**
 * Joining one human's accounts, for people whom the settings do not list. It takes both
 * sides: a code asked for on one, entered on the other, and the first asked once more. So
 * neither a stolen code nor a trick is enough to become somebody.
 *
 *   offered (10 minutes) -> claimed (10 minutes) -> joined
 */
import { buttons, mono, runs, strong, text, toned } from "../chat/card.ts";
import type { Account, AccountRef, Person } from "../chat/person.ts";
import { MINUTE, type Clock } from "../lib/clock.ts";
import { UserError } from "../lib/errors.ts";
import { newId } from "../lib/id.ts";
import type { Untrusted } from "../lib/untrusted.ts";
import { newDelivery } from "../store/new-delivery.ts";
import type { Store } from "../store/store.ts";

const VALID_MS = 10 * MINUTE;
/** Forty bits, for ten minutes, and the other side still has to agree. */
const CODE_LENGTH = 8;

export interface Speaker {
  readonly person: Person;
  readonly account: Account;
}

export interface Links {
  /** A code to be entered from the other account. */
  offer(who: Speaker): Promise<{ readonly code: string; readonly validMs: number }>;
  /** Entered from the other account: the one who offered is asked. */
  claim(code: string, who: Speaker): Promise<void>;
  /** The one who offered agrees: from now on both accounts are one person. */
  confirm(id: string, who: Speaker): Promise<{ readonly name: Untrusted; readonly surface: string }>;
}

interface Offer {
  readonly personId: string;
  readonly account: AccountRef;
}
interface Claim extends Offer {
  readonly claimant: AccountRef & { readonly name: Untrusted };
}

const LISTED = "The settings list you already. An admin adds further accounts there, under people.";
const LAPSED = "That code is not known, or its ten minutes are over. Ask for a new one.";

export function createLinks(parts: {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether the settings name this person: their accounts are the settings' business. */
  readonly isListed: (personId: string) => boolean;
}): Links {
  const { store, clock, isListed } = parts;

  const refuseListed = ({ person }: Speaker): void => {
    if (isListed(person.id)) throw new UserError(LISTED);
  };

  async function read<T>(id: string): Promise<T> {
    const found = await store.prompts.get(id);
    if (found === undefined || clock.now() - found.createdAt > VALID_MS) throw new UserError(LAPSED);
    return found.payload as T;
  }

  return {
    async offer(who) {
      refuseListed(who);
      const code = newId(CODE_LENGTH);
      const payload: Offer = { personId: who.person.id, account: refOf(who.account) };
      await store.prompts.add({ id: `link:${code}`, payload, createdAt: clock.now() });
      return { code, validMs: VALID_MS };
    },

    async claim(code, who) {
      refuseListed(who);
      const offer = await read<Offer>(`link:${code.trim().toLowerCase()}`);
      if (isSame(offer.account, who.account)) {
        throw new UserError("Enter the code from your other account, not from the one that asked for it.");
      }
      if ((await store.links.personOf(refOf(who.account))) !== undefined) {
        throw new UserError("This account is linked already.");
      }
      const id = newId();
      const payload: Claim = { ...offer, claimant: { ...refOf(who.account), name: who.account.name } };
      const now = clock.now();
      const card = toned(
        "warning",
        "Is this you?",
        text(
          strong(who.account.name),
          " on ",
          mono(who.account.surface),
          " (",
          mono(who.account.id),
          ") wants to be linked with you.",
        ),
        text(
          "Say yes only if you entered the code there yourself: both accounts are one person from then on.",
        ),
        buttons(runs("Yes, link us", "link-confirm", { link: id }, "danger")),
      );
      await store.transaction(async (tx) => {
        await tx.prompts.add({ id: `claim:${id}`, payload, createdAt: now });
        await tx.deliveries.enqueue(
          newDelivery({ key: `claim:${id}`, lane: "answer", to: { account: offer.account }, card, at: now }),
        );
      });
      await store.announce();
    },

    async confirm(id, who) {
      const claim = await read<Claim>(`claim:${id}`);
      if (!isSame(claim.account, who.account))
        throw new UserError("Only the account that asked for the code can say yes.");
      const { name, ...claimant } = claim.claimant;
      await store.transaction(async (tx) => {
        await tx.links.link(claim.personId, claimant, clock.now());
        await tx.audit.append(clock.now(), {
          event: "person.linked",
          actor: claim.personId,
          account: claim.account,
          detail: { linked: claimant, name },
        });
      });
      return { name, surface: claimant.surface };
    },
  };
}

const refOf = ({ surface, id }: AccountRef): AccountRef => ({ surface, id });
const isSame = (a: AccountRef, b: AccountRef): boolean => a.surface === b.surface && a.id === b.id;
