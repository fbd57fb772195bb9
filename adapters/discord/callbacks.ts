/**
 * First answers to interactions, due within three seconds, and the one message that each of
 * them opened. Who sees that message is fixed by the first answer.
 * https://discord.com/developers/docs/interactions/receiving-and-responding
 */
import type { Audience } from "../../src/chat/turn.ts";
import { CODE, DEAD_INTERACTION, isRefusal } from "./call-errors.ts";
import type { Calls, Path } from "./calls.ts";
import type { Body } from "./message-body.ts";
import type { Modal } from "./modal.ts";
import type { Ticket } from "./parse.ts";

const TYPE = { reply: 4, deferred: 5, choices: 8, modal: 9 } as const;
const EPHEMERAL = 64;

/** One completion: 25 at most, name and value 100 characters each. */
export interface Choice {
  readonly name: string;
  readonly value: string;
}

export interface Callbacks {
  /** Each resolves to false when the interaction is past answering. */
  defer(ticket: Ticket, audience: Audience): Promise<boolean>;
  show(ticket: Ticket, modal: Modal): Promise<boolean>;
  complete(ticket: Ticket, choices: readonly Choice[]): Promise<boolean>;
  /** A private answer at once. */
  whisper(ticket: Ticket, body: Body): Promise<boolean>;
  /** Fills the deferred message in. */
  edit(ticket: Ticket, body: Body): Promise<void>;
  /** A message of its own beside the deferred one, which has to be filled in before. */
  followUp(ticket: Ticket, body: Body, audience: Audience): Promise<void>;
  remove(ticket: Ticket): Promise<void>;
}

/** One first answer is taken; a second one is refused with 40060 and counts as done. */
export function createCallbacks(calls: Calls): Callbacks {
  async function first(
    ticket: Ticket,
    type: number,
    data: unknown,
    files: Body["files"] = [],
  ): Promise<boolean> {
    const path: Path = `/interactions/${ticket.id}/${ticket.token}/callback`;
    try {
      await calls.call("POST", path, { body: { type, data }, files, isOpen: true, repeatable: true });
      return true;
    } catch (error) {
      // An earlier try, or another process, was there first.
      if (isRefusal(error, CODE.alreadyAcknowledged)) return true;
      if (isRefusal(error, ...DEAD_INTERACTION)) return false;
      throw error;
    }
  }
  const original = ({ application, token }: Ticket): Path =>
    `/webhooks/${application}/${token}/messages/@original`;

  return {
    defer: (ticket, audience) => first(ticket, TYPE.deferred, { flags: flagsFor(audience) }),
    show: (ticket, modal) => first(ticket, TYPE.modal, modal),
    complete: (ticket, choices) => first(ticket, TYPE.choices, { choices }),
    whisper: (ticket, { body, files }) => first(ticket, TYPE.reply, { ...body, flags: EPHEMERAL }, files),
    async edit(ticket, { body, files }) {
      await calls.call("PATCH", original(ticket), { body, files, isOpen: true, repeatable: true });
    },
    async followUp({ application, token }, { body, files }, audience) {
      const flags = flagsFor(audience);
      await calls.call("POST", `/webhooks/${application}/${token}`, {
        body: { ...body, flags },
        files,
        isOpen: true,
      });
    },
    async remove(ticket) {
      await calls.call("DELETE", original(ticket), { isOpen: true, repeatable: true });
    },
  };
}

const flagsFor = (audience: Audience): number => (audience === "actor" ? EPHEMERAL : 0);
