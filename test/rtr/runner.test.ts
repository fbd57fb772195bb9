/** Listening to a command: every piece, in order, byte for byte, however Falcon hands them out. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RtrApi, RtrPiece } from "../../src/falcon/endpoints/rtr.ts";
import { FalconError } from "../../src/falcon/errors.ts";
import type { Clock } from "../../src/lib/clock.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import type { Secrets } from "../../src/rtr/cover.ts";
import { collect, type Printed } from "../../src/rtr/runner.ts";
import { readOutput } from "../../src/rtr/spool.ts";

type RtrPieceQuestion = Parameters<RtrApi["commands"]["piece"]>[0];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "falconer-runner-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Time passes only while somebody waits. */
function eagerClock(): Clock & { waited(): number } {
  let now = 0;
  return {
    now: () => now,
    waited: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

const piece = (more: Partial<RtrPiece>): RtrPiece => ({
  isComplete: false,
  stdout: untrusted(""),
  stderr: untrusted(""),
  sequence: undefined,
  sessionId: undefined,
  requestId: "r",
  baseCommand: undefined,
  complaints: [],
  ...more,
});

type Answer = (question: RtrPieceQuestion, clock: Clock) => RtrPiece;

async function listen(
  answer: Answer,
  untilMs = 60_000,
  secrets: Secrets = [],
): Promise<{ printed: Printed; asked: number; waitedMs: number }> {
  const clock = eagerClock();
  let asked = 0;
  const commands = {
    run: () => Promise.reject(new Error("nothing is handed over here")),
    async piece(question: RtrPieceQuestion) {
      asked += 1;
      return answer(question, clock);
    },
  };
  const handed = { tier: "read-only", requestId: "r", at: 0, until: untilMs, secrets } as const;
  const printed = await collect({ commands, clock, folder }, handed, new AbortController().signal);
  return { printed, asked, waitedMs: clock.waited() };
}

const bytesOf = async ({ stdout }: Printed): Promise<string> =>
  Buffer.from((await readOutput(folder, stdout)) ?? []).toString("utf8");

describe("a command's output", () => {
  it("of 1 to 500 pieces is the same bytes, whatever is repeated or told late", async () => {
    const parts = fc.array(fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }), {
      minLength: 1,
      maxLength: 500,
    });
    await fc.assert(
      fc.asyncProperty(parts, fc.boolean(), fc.nat(4), async (texts, isLate, repeatEvery) => {
        let looks = 0;
        const { printed } = await listen(({ sequence }) => {
          looks += 1;
          if (repeatEvery > 0 && looks % (repeatEvery + 2) === 0 && sequence > 0)
            return piece({ sequence: sequence - 1, stdout: untrusted(texts[sequence - 1] ?? "") });
          const text = texts[sequence];
          if (text === undefined) return piece({ sequence, isComplete: isLate });
          return piece({
            sequence,
            stdout: untrusted(text),
            isComplete: !isLate && sequence === texts.length - 1,
          });
        });
        expect(printed).toMatchObject({ ended: "whole", missing: [] });
        expect(await bytesOf(printed)).toBe(texts.join(""));
        expect(printed.stdout.sha256).toBe(createHash("sha256").update(texts.join("")).digest("hex"));
      }),
      { numRuns: 60 },
    );
  });

  it("is whole or says what is missing when pieces never come", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 120 }),
        fc.uniqueArray(fc.nat(119), { maxLength: 4 }),
        async (count, lost) => {
          const gone = new Set(lost.filter((n) => n < count - 1));
          const { printed } = await listen(
            ({ sequence }) =>
              gone.has(sequence) || sequence >= count
                ? piece({ sequence })
                : piece({ sequence, stdout: untrusted(`<${sequence}>`), isComplete: sequence === count - 1 }),
            3_600_000,
          );
          const kept = Array.from({ length: count }, (_, n) => n).filter((n) => !gone.has(n));
          expect(await bytesOf(printed)).toBe(kept.map((n) => `<${n}>`).join(""));
          expect(printed).toMatchObject({ ended: "whole", missing: [...gone].sort((a, b) => a - b) });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("that never ends is given up in time, with what has come", async () => {
    const { printed, waitedMs } = await listen(
      ({ sequence }) =>
        sequence === 0 ? piece({ sequence, stdout: untrusted("begun") }) : piece({ sequence }),
      10_000,
    );
    expect(printed.ended).toBe("timeout");
    expect(await bytesOf(printed)).toBe("begun");
    expect(waitedMs).toBeLessThanOrEqual(10_000);
  });

  it("of a command that Falcon no longer knows is lost", async () => {
    const { printed } = await listen(() => {
      throw new FalconError({ kind: "not-found", effect: "none", hint: "gone" });
    });
    expect(printed.ended).toBe("lost");
  });

  it("survives answers that fail in between", async () => {
    let looks = 0;
    const { printed } = await listen(() => {
      looks += 1;
      if (looks < 4) throw new FalconError({ kind: "unavailable", effect: "none", hint: "later" });
      return piece({ sequence: 0, stdout: untrusted("there"), isComplete: true });
    });
    expect([printed.ended, await bytesOf(printed)]).toEqual(["whole", "there"]);
  });

  it("keeps a character whole that two pieces share, in memory and in a file", async () => {
    for (const filler of ["", "x".repeat(70_000)]) {
      const { printed } = await listen(({ sequence }) =>
        piece({
          sequence,
          stdout: untrusted([filler + "\ud83d", "\ude42!"][sequence] ?? ""),
          isComplete: sequence === 1,
        }),
      );
      expect(await bytesOf(printed)).toBe(`${filler}🙂!`);
    }
  });

  it("repeats no secret of its command, however it is cut into pieces, in memory and in a file", async () => {
    const secret = "S3cret-S3cret-Pa55";
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(secret, "S3cret-", "é🙂 ", "Pa55"), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom("", "x".repeat(70_000)),
        async (words, cuts, filler) => {
          const said = filler + words.join("");
          const pieces: string[] = filler === "" ? [] : [filler];
          for (let at = filler.length, n = 0; at < said.length; n += 1) {
            const end = at + (cuts[n % cuts.length] ?? 1);
            pieces.push(said.slice(at, end));
            at = end;
          }
          const { printed } = await listen(
            ({ sequence }) =>
              piece({
                sequence,
                stdout: untrusted(pieces[sequence] ?? ""),
                isComplete: sequence === pieces.length - 1,
              }),
            60_000,
            [secret],
          );
          expect(await bytesOf(printed)).toBe(said.replaceAll(secret, "********"));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("is not kept at all where its command's secret is forgotten", async () => {
    const { printed } = await listen(
      ({ sequence }) => piece({ sequence, stdout: untrusted("user S3cret"), isComplete: true }),
      60_000,
      "unknown",
    );
    expect(printed).toMatchObject({ ended: "whole", isWithheld: true, stdout: { bytes: 0 } });
  });

  it("leaves nothing behind in the folder when it is stopped", async () => {
    const stop = new AbortController();
    const commands = {
      run: () => Promise.reject(new Error("never")),
      async piece({ sequence }: RtrPieceQuestion) {
        if (sequence > 3) stop.abort(new Error("stopped"));
        stop.signal.throwIfAborted();
        return piece({ sequence, stdout: untrusted("y".repeat(60_000)) });
      },
    };
    const handed = { tier: "read-only", requestId: "r", at: 0, until: 1_000, secrets: [] } as const;
    await expect(collect({ commands, clock: eagerClock(), folder }, handed, stop.signal)).rejects.toThrow(
      "stopped",
    );
    expect(await readdir(join(folder, "incoming"))).toEqual([]);
  });

  it("of a host that takes 300 ms is there within 100 ms, in at most four looks", async () => {
    const { asked, waitedMs } = await listen((_question, clock) =>
      clock.now() < 300 ? piece({}) : piece({ sequence: 0, stdout: untrusted("done"), isComplete: true }),
    );
    expect(asked).toBeLessThanOrEqual(4);
    expect(waitedMs).toBeLessThanOrEqual(400);
  });
});
