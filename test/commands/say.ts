/** Runs one command as a person would, with the services that the test has. */
import type { FalconerCommand, Services } from "../../commands/define.ts";
import type { Card } from "../../src/chat/card.ts";
import type { Moment } from "../../src/chat/command.ts";
import type { Role } from "../../src/chat/person.ts";
import { untrusted } from "../../src/lib/untrusted.ts";

export function momentOf(roles: readonly Role[] = ["viewer"]): Moment {
  const account = {
    surface: "test",
    id: "U1",
    tenant: "",
    name: untrusted("Vera"),
    standing: "member",
  } as const;
  return {
    person: { id: "vera", name: "Vera", roles: new Set(roles), accounts: [account] },
    account,
    place: { surface: "test", channel: "C1" },
    askedBy: "person",
    turnId: "turn-1",
    signal: new AbortController().signal,
  };
}

/** Arguments as text, the way surfaces hand them over. */
export async function say(
  command: FalconerCommand,
  args: object,
  services: Partial<Services>,
  moment: Moment = momentOf(),
): Promise<Card> {
  const answer = await command.run(command.schema.parse(args), moment, services as Services);
  return "card" in answer ? answer.card : answer;
}
