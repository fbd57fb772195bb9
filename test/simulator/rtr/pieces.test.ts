import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, pieceOf, startedWith, type Started } from "../../../src/simulator/rtr/requests.ts";
import type { RtrFault } from "../../../src/simulator/rtr/rules.ts";
import { enterRoom } from "./room.ts";

const started = (pieces: number, fault?: RtrFault): Started =>
  startedWith({}, { pieces, ...(fault === undefined ? {} : { fault }) }, { atMs: 0, usualMs: 0 });

/** Reads as a careful client would: asks again for a piece that was not the one asked for. */
function collect(from: Started, sinceDoneMs = 0): { text: string; isWhole: boolean } {
  let text = "";
  let sequence = 0;
  for (let polls = 0; polls < 2_000; polls += 1) {
    const piece = pieceOf(from, sequence, sinceDoneMs);
    if (piece.sequence !== sequence) continue;
    text += piece.stdout;
    if (piece.isComplete) return { text, isWhole: true };
    if (piece.stdout === "") return { text, isWhole: false };
    sequence += 1;
  }
  return { text, isWhole: false };
}

describe("output", () => {
  it("comes in as many pieces as a rule asks for, and is whole when put together", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 499 }), (count, place) => {
        const made = started(count, { repeatPiece: place });
        expect(made.pieces).toHaveLength(count);
        expect(collect(made)).toEqual({ text: made.pieces.join(""), isWhole: true });
      }),
      { numRuns: 40 },
    );
  });

  it("is cut anywhere but within a character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 9 }), (text, characters) => {
        const pieces = cut(text, characters);
        expect(pieces.join("")).toBe(text);
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      }),
    );
  });

  it("that lacks a piece never becomes whole", () => {
    const made = started(9, { losePiece: 4 });
    expect(collect(made)).toEqual({ text: made.pieces.slice(0, 4).join(""), isWhole: false });
    expect(pieceOf(made, 5, 0).stdout).toBe(made.pieces[5]);
  });

  it("is called complete late, or never", () => {
    expect(pieceOf(started(3, { completeAfterMs: 500 }), 2, 499).isComplete).toBe(false);
    expect(pieceOf(started(3, { completeAfterMs: 500 }), 2, 500).isComplete).toBe(true);
    expect(pieceOf(started(3, "never-complete"), 2, 1e9).isComplete).toBe(false);
    expect(pieceOf(started(3, "never-complete"), 3, 1e9)).toMatchObject({ stdout: "", isComplete: false });
  });

  it("of a large file is five million bytes in four hundred pieces, the same every time", () => {
    const { open, submit, read, desk, say } = enterRoom();
    const session = open("WIN-FIN-07");
    const requestId = submit(session, "cat C:\\Logs\\trace.log");
    expect(read(requestId, 398).isComplete).toBe(false);
    expect(read(requestId, 399)).toMatchObject({ isComplete: true, sequence: 399 });
    const { pieces } = desk.requests[0]!.started!;
    expect(pieces).toHaveLength(400);
    expect(Buffer.byteLength(pieces.join(""))).toBe(5_000_000);
    expect(say(session, "cat C:\\Logs\\trace.log").stdout).toBe(pieces.join(""));
  });

  it("ends with what went wrong", () => {
    const { open, say } = enterRoom();
    expect(say(open("WIN-FIN-07"), "cat C:\\nothing")).toEqual({
      stdout: "",
      stderr: "Cannot find path 'C:\\nothing' because it does not exist.",
    });
  });
});

describe("a rule", () => {
  it("applies to its host and command, as often as it says", () => {
    const { open, say, desk } = enterRoom();
    desk.rules.add({ host: "win-fin-07", command: "ps", skip: 1, count: 1, stdout: "nothing runs\n" });
    const session = open("WIN-FIN-07");
    const other = open("WIN-FIN-01");
    expect(say(other, "ps").stdout).toContain("explorer.exe");
    expect(["ps", "ps", "ps"].map((text) => say(session, text).stdout === "nothing runs\n")).toEqual([
      false,
      true,
      false,
    ]);
    expect(say(session, "env").stdout).toContain("COMPUTERNAME=WIN-FIN-07");
  });

  it("lets a host take its time, and say what it likes", () => {
    const { open, submit, read, advance, desk } = enterRoom();
    desk.rules.add({ command: "netstat", afterMs: 60_000, stderr: "no network\n" });
    const requestId = submit(open("MAC-DES-01"), "netstat");
    advance(59_999);
    expect(read(requestId).isComplete).toBe(false);
    advance(1);
    expect(read(requestId)).toMatchObject({ isComplete: true, stdout: "", stderr: "no network\n" });
  });

  it("loses the session, or puts the host to sleep", () => {
    const { open, submit, read, advance, setOnline, desk } = enterRoom({ commandMs: 1_000 });
    desk.rules.add({ host: "WIN-FIN-01", fault: "lose-session" });
    desk.rules.add({ host: "WIN-FIN-02", fault: "sleep" });
    const lost = open("WIN-FIN-01");
    submit(lost, "ls");
    expect(lost.ended?.by).toBe("lost");
    const sleeping = open("WIN-FIN-02");
    const requestId = submit(sleeping, "ls");
    expect(desk.isOnline(sleeping.deviceId)).toBe(false);
    advance(60_000);
    expect(read(requestId).isComplete).toBe(false);
    setOnline("WIN-FIN-02", true);
    advance(1_000);
    expect(read(requestId).isComplete).toBe(true);
  });
});
