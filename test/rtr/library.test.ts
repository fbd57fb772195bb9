/** Names of Falcon's library: completed where they may stand, chosen where they are missing, never guessed. */
import { describe, expect, it } from "vitest";
import type { LibraryItem } from "../../src/falcon/endpoints/rtr.ts";
import { untrusted } from "../../src/lib/untrusted.ts";
import { quoted } from "../../src/rtr/grammar/quote.ts";
import { nameBegun, namesFor } from "../../src/rtr/library/complete.ts";
import { pickerCard } from "../../src/rtr/library/picker.ts";
import { rtrSessionRow, rtrUploadRow } from "../fixtures/rtr-rows.ts";

const item = (name: string, platforms: readonly string[] = ["windows"]): LibraryItem => ({
  id: `${name.length}`.repeat(32),
  name: untrusted(name),
  description: untrusted(`what ${name} does`),
  platforms,
  permission: "public",
  content: undefined,
  sha256: "a".repeat(64),
  sizeBytes: 3,
  createdBy: undefined,
  createdAt: undefined,
  modifiedBy: undefined,
  modifiedAt: undefined,
  runs: undefined,
  successes: undefined,
});

const offered = (card: ReturnType<typeof pickerCard>): readonly string[] =>
  card.blocks.flatMap((block) =>
    block.kind === "choice" ? block.options.map(({ press }) => Object.values(press.args).join(" ")) : [],
  );

describe("a name", () => {
  it.each([
    ["put tri", { shelf: "put-files", word: "tri" }],
    ['put-and-run "tri age', { shelf: "put-files", word: '"tri age' }],
    ["runscript -Timeout=60 -CloudFile=col", { shelf: "scripts", word: "col" }],
    ['runscript -CloudFile="col', { shelf: "scripts", word: '"col' }],
    ["put tool.exe ", undefined],
    ["put-and-run tool.exe -W", undefined],
    ["runscript -Raw=x", undefined],
    ["ls C:\\", undefined],
  ])("after %j is begun: %j", (line, begun) => {
    expect(nameBegun(line)).toEqual(begun);
  });

  it("is offered whole, quoted where it has to be, and only when it is plain", () => {
    const names = ["triage.exe", "two words.ps1", "tr\u001b[2J"];
    expect(namesFor("tr", names).candidates).toEqual(["triage.exe "]);
    expect(namesFor('"t', names).candidates).toEqual(['"triage.exe" ', '"two words.ps1" ']);
  });

  it("is quoted in whatever way holds it, or not at all", () => {
    expect(quoted(untrusted("a b"))).toBe('"a b"');
    expect(quoted(untrusted('say "x"'))).toBe('```say "x"```');
    expect([quoted(untrusted('"```')), quoted(untrusted("a\nb")), quoted(untrusted(""))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("a choice", () => {
  const wanted = { session: rtrSessionRow({ platform: "windows" }), word: "put", written: "", rest: "" };

  it("holds what this platform can take, at most 25, with the session and the item", () => {
    const items = [...Array.from({ length: 30 }, (_, n) => item("x".repeat(n + 1))), item("mac", ["mac"])];
    const card = pickerCard(wanted, items, []);
    expect(offered(card)).toHaveLength(25);
    expect(offered(card)[0]).toContain("session put 1111");
    expect(JSON.stringify(card)).toContain("1 are for other platforms");
  });

  it("of an unknown name begins with what is written nearly so", () => {
    const items = [item("alpha"), item("collect-autoruns"), item("colect")];
    const card = pickerCard({ ...wanted, word: "runscript", written: "collect" }, items, []);
    expect(offered(card)).toHaveLength(2);
    expect(JSON.stringify(card.title)).toContain("No script has that name");
  });

  it("has the scripts that were handed in, the newest of each name", () => {
    const uploads = [rtrUploadRow({ id: "new" }), rtrUploadRow({ id: "old" })];
    const card = pickerCard({ ...wanted, word: "runscript" }, [], uploads);
    expect(offered(card)).toEqual(["session new "]);
  });

  it("says so when there is nothing to choose", () => {
    expect(JSON.stringify(pickerCard(wanted, [], []))).toContain("The library holds no put-file");
  });
});
