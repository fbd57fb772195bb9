import { describe, expect, it } from "vitest";
import { atOnce } from "../../src/lib/at-once.ts";

describe("questions asked at once", () => {
  it("are one call for each key, and their answer is not kept", async () => {
    const asked: string[] = [];
    const ask = atOnce((key) => Promise.resolve(asked.push(key)));
    expect(await Promise.all([ask("ana"), ask("ana"), ask("lee")])).toEqual([1, 1, 2]);
    expect(await ask("ana")).toBe(3);
    expect(asked).toEqual(["ana", "lee", "ana"]);
  });

  it("are not joined to one that was sent earlier and has no answer yet", async () => {
    const answers: PromiseWithResolvers<string>[] = [];
    const ask = atOnce(() => {
      const answer = Promise.withResolvers<string>();
      answers.push(answer);
      return answer.promise;
    });
    const first = ask("ana");
    await Promise.resolve();
    const second = ask("ana");
    await Promise.resolve();
    answers[0]?.resolve("before");
    answers[1]?.resolve("after");
    expect(await Promise.all([first, second])).toEqual(["before", "after"]);
  });
});
