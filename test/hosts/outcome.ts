/** What looking for a host came to, in one line that a test can compare. */
import { Ambiguity, NotFound } from "../../src/chat/ambiguity.ts";
import type { Device } from "../../src/falcon/endpoints/hosts.ts";
import { UserError } from "../../src/lib/errors.ts";
import { reveal } from "../../src/lib/untrusted.ts";

export async function outcomeOf(search: Promise<Device>): Promise<string> {
  try {
    return `found ${reveal((await search).hostname)}`;
  } catch (fault) {
    if (fault instanceof Ambiguity) return `${fault.total} match`;
    if (fault instanceof NotFound) return `none; near: ${fault.nearest.map(reveal).join(" ") || "nothing"}`;
    if (fault instanceof UserError) return `refused: ${fault.hint}`;
    throw fault;
  }
}

export async function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (fault: unknown) => fault,
  );
}
