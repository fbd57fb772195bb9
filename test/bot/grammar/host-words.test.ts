import { describe, expect, it } from "vitest";
import { settleHosts } from "../../../src/bot/grammar/host-words.ts";
import { readLine } from "../../../src/bot/grammar/read-line.ts";
import { createRegistry } from "../../../src/bot/registry.ts";
import { SAMPLES } from "../sample-commands.ts";

const registry = createRegistry(SAMPLES);
const signal = new AbortController().signal;

async function settle(line: string, known: Readonly<Record<string, "one" | "several">>) {
  const asked: string[] = [];
  const reading = readLine(line, registry);
  if (reading.kind !== "command" || reading.split === undefined) throw new Error("not split");
  const port = {
    async count(word: string) {
      asked.push(word);
      return known[word] ?? "none";
    },
  };
  return { ...(await settleHosts(reading.split, port, signal)), asked };
}

describe("hosts before a reason", () => {
  it("are the first word and those after it that name a host", async () => {
    expect(await settle("isolate A B reason words --for 5s", { B: "one", words: "one" })).toMatchObject({
      hosts: "A B",
      text: "reason words",
    });
  });

  it("include a name that several hosts bear, so that the command can ask which", async () => {
    expect(await settle("isolate A B C why", { B: "several", C: "one" })).toMatchObject({
      hosts: "A B C",
      text: "why",
    });
  });

  it("never include a quoted word or one that cannot be a name", async () => {
    expect(await settle('isolate A "B" C', { B: "one", C: "one" })).toMatchObject({
      hosts: "A",
      text: '"B" C',
    });
    expect(await settle("isolate A (B) C", { "(B)": "one" })).toMatchObject({ hosts: "A", asked: [] });
  });

  it("take commas between them", async () => {
    expect(await settle("isolate A, B, C why", { B: "one", C: "one" })).toMatchObject({
      hosts: "A, B, C",
      text: "why",
    });
  });

  it("leave an empty reason when every word is a host", async () => {
    expect(await settle("isolate A B", { B: "one" })).toMatchObject({ hosts: "A B", text: "" });
  });

  it("are refused when there are more than anybody means", async () => {
    const names = Array.from({ length: 500 }, (_, index) => `H${index}`);
    const known = Object.fromEntries(names.map((name) => [name, "one" as const]));
    await expect(settle(`isolate A ${names.join(" ")}`, known)).rejects.toThrow("at most 100 hosts");
  });

  it("cost one look-up for an ordinary reason, and few rounds for a long list", async () => {
    expect((await settle("isolate A beaconing to a known C2", {})).asked).toEqual(["beaconing"]);
    const names = Array.from({ length: 30 }, (_, index) => `H${index}`);
    const many = await settle(
      `isolate A ${names.join(" ")} a long reason with many words in it`,
      Object.fromEntries(names.map((name) => [name, "one"])),
    );
    expect(many.hosts).toBe(`A ${names.join(" ")}`);
    expect(many.asked.length).toBeLessThan(names.length + 8);
  });
});
