import { expect, it } from "vitest";
import { approve } from "../../commands/decide.ts";
import type { Services } from "../../commands/define.ts";
import type { Asker } from "../../src/approvals/ports.ts";
import { plainJson } from "../../src/chat/plain.ts";
import { ana, kim, lee, SERVER, startWorld, wish } from "../approvals/world.ts";

/** What somebody who comes too late is told, as text. */
async function told(request: string, asker: Asker, services: Pick<Services, "approvals">): Promise<string> {
  const moment = { ...asker, signal: new AbortController().signal };
  return plainJson(await approve.run({ request }, moment, services as Services));
}

it("a withdrawn request is not laid at the door of whoever had approved it first", async () => {
  const world = await startWorld();
  const request = await world.approvals.propose(wish([SERVER]), ana());
  await world.approvals.approve(request.id, lee());
  await world.approvals.withdraw(request.id, ana());
  const words = await told(request.id, kim(), world);
  expect(words).toContain("withdrawn");
  expect(words).not.toContain("lee");
});

it("a denied request names who has denied it", async () => {
  const world = await startWorld();
  const request = await world.approvals.propose(wish([SERVER]), ana());
  await world.approvals.deny(request.id, lee());
  const words = await told(request.id, kim(), world);
  expect(words).toContain("denied");
  expect(words).toContain("lee");
});
