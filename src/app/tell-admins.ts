/** A channel that is gone is an admin's business: they are told in private, once per channel. */
import { mono, text, toned, type Card } from "../chat/card.ts";
import { hasRole } from "../chat/person.ts";
import { writePlace, type Place } from "../chat/place.ts";
import { untrusted } from "../lib/untrusted.ts";
import { newDelivery } from "../store/new-delivery.ts";
import type { DeliveryRow } from "../store/rows.ts";
import type { Core } from "./core.ts";
import { listedPeople } from "./people.ts";

/** Goes to every account of theirs that can be written to, whatever it is that they read. */
export async function tellAdmins(
  core: Core,
  row: DeliveryRow,
  next: Place | undefined,
  why: string,
): Promise<void> {
  if (!("place" in row.to)) return;
  const gone = writePlace(row.to.place);
  const card = toned(
    "danger",
    "A channel cannot be written to",
    text(
      mono(untrusted(gone)),
      ": it is archived or gone, or the bot was removed from it or lacks a permission. What was meant for it ",
      next === undefined
        ? "could not be posted anywhere."
        : ["is posted in ", mono(untrusted(writePlace(next))), "."],
    ),
    // It names the channel as its guild does, and the missing permission.
    text("The platform's reason: ", untrusted(why), "."),
    text("Invite the bot again, or name another channel in the settings, under approvals or feeds."),
  );
  await sayToAdmins(core, `gone:${gone}`, card);
}

/** Something that only they can mend; each occasion is told once. */
export async function noticeAdmins(
  core: Core,
  { about, title, words }: { readonly about: string; readonly title: string; readonly words: string },
): Promise<void> {
  await sayToAdmins(core, about, toned("danger", title, text(words)));
}

async function sayToAdmins(core: Core, about: string, card: Card): Promise<void> {
  const now = core.clock.now();
  for (const person of listedPeople(core.config)) {
    if (!hasRole(new Set(person.roles), "admin")) continue;
    for (const account of person.accounts) {
      if (core.adapters.get(account.surface)?.direct === undefined) continue;
      const key = `${about}:${account.surface}:${account.id}`;
      await core.store.deliveries.enqueue(
        newDelivery({ key, lane: "answer", to: { account }, card, at: now }),
      );
    }
  }
}
