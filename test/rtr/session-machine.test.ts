/** Every state and every move of a session. */
import { expect, it } from "vitest";
import { advance, isAlive, isOver, type SessionMove } from "../../src/rtr/session-machine.ts";
import { RTR_SESSION_STATES } from "../../src/store/rtr-rows.ts";

const MOVES: readonly SessionMove[] = [
  ...(["opened", "queued", "failed", "returned", "lapsed", "idled", "used", "lost", "resume"] as const),
  ...(["close", "deleted"] as const),
];

it("a session moves along its diagram and nowhere else", () => {
  const table = Object.fromEntries(
    RTR_SESSION_STATES.map((state) => [
      state,
      MOVES.flatMap((move) => {
        const next = advance(state, move);
        return next === undefined ? [] : [`${move} -> ${next}`];
      }),
    ]),
  );
  expect(table).toEqual({
    connecting: ["opened -> open", "queued -> queued", "failed -> closed", "close -> closing"],
    queued: ["returned -> open", "lapsed -> closing", "lost -> lost", "close -> closing"],
    open: ["idled -> idle-warning", "used -> open", "lost -> lost", "close -> closing"],
    "idle-warning": ["used -> open", "lost -> lost", "close -> closing"],
    lost: ["resume -> connecting", "close -> closing"],
    closing: ["deleted -> closed"],
    closed: [],
  });
});

it("nothing leaves closed, and every other state reaches it", () => {
  for (const state of RTR_SESSION_STATES.filter((one) => !isOver(one))) {
    const closing = state === "closing" ? state : advance(state, "close");
    expect([state, closing && advance(closing, "deleted")]).toEqual([state, "closed"]);
  }
  expect(RTR_SESSION_STATES.filter(isAlive)).toEqual(["connecting", "queued", "open", "idle-warning"]);
});
