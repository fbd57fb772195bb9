import { expect, it } from "vitest";
import { createTerminalAdapter, isFailure } from "../../../adapters/terminal/index.ts";
import { card, list, text, type Card } from "../../../src/chat/card.ts";
import type { Turn } from "../../../src/chat/turn.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";

const place = { surface: "terminal", channel: "shell" };
const turn: Turn = {
  id: "terminal:1",
  account: { surface: "terminal", id: "ada", tenant: "", name: untrusted("ada"), standing: "member" },
  place,
  input: { kind: "line", text: "status" },
  askedBy: "person",
  receivedAt: 0,
  reply: undefined,
};

function terminal(isJson: boolean) {
  const written: string[] = [];
  const adapter = createTerminalAdapter({
    write: (one) => written.push(one),
    isColor: false,
    width: 80,
    isJson,
    now: () => 0,
  });
  return { adapter, out: () => written.join("") };
}

const answer = (of: Card) => ({ card: of, audience: "actor" as const });

it("prints answers, posts, edits and private messages, a blank line between them", async () => {
  const { adapter, out } = terminal(false);
  await adapter.respond(turn, answer(card("One")));
  const ref = await adapter.post(place, card("Two"), "key");
  await adapter.update(ref, card("Three"));
  await adapter.direct?.(turn.account, card("Four"), "key");
  expect(out()).toBe("One\n\nTwo\n\nThree\n\nFour\n");
  expect(ref).toEqual({ surface: "terminal", channel: "shell", message: "key" });
});

it("prints a card's data as one JSON document, foreign text as plain strings", async () => {
  const { adapter, out } = terminal(true);
  const data = {
    host: untrusted("WIN\u001b[2J\u202E\u009b\u{E0001}\n"),
    roles: new Set(["viewer"]),
    gone: undefined,
    seenAt: 5,
  };
  await adapter.respond(turn, answer({ ...card("One", text("words")), data }));
  await adapter.post(place, card("Two"), "key");
  const ascii = out().replaceAll("\n", "");
  expect(ascii).toMatch(/^[\u0020-\u007e]+$/);
  expect(JSON.parse(out())).toEqual({
    host: "WIN\u001b[2J\u202E\u009b\u{E0001}\n",
    roles: ["viewer"],
    seenAt: 5,
  });
});

it("prints title and blocks of a card without data", async () => {
  const { adapter, out } = terminal(true);
  await adapter.respond(turn, answer(card(["Host ", untrusted("WIN-01")], list([untrusted("x")]))));
  expect(JSON.parse(out())).toEqual({ title: ["Host ", "WIN-01"], blocks: [{ kind: "list", items: ["x"] }] });
});

it("prints bytes as base64, in blocks and in data", async () => {
  const { adapter, out } = terminal(true);
  await adapter.respond(turn, answer({ ...card("One"), data: { png: Uint8Array.of(1, 2, 255) } }));
  expect(JSON.parse(out())).toEqual({ png: "AQL/" });
});

it("knows an answer that failed by its data", () => {
  expect(isFailure({ ...card("No"), data: { error: { code: "refused", hint: "No." } } })).toBe(true);
  expect(isFailure({ ...card("Yes"), data: { request: "k3j4m5n6p7q8" } })).toBe(false);
  expect(isFailure({ ...card("Yes"), data: "error" })).toBe(false);
  expect(isFailure(card("Yes"))).toBe(false);
});
