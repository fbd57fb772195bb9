/** Files of an answer, written to a real folder. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { saveFiles } from "../../../adapters/terminal/index.ts";
import { bytesFile, card, image, text, textFile } from "../../../src/chat/card.ts";
import { untrusted } from "../../../src/lib/untrusted.ts";
import { plainCell } from "../../../src/chat/plain.ts";

const BYTES = new Uint8Array([0, 255, 10, 13]);
const REPORT = card(
  "A report",
  text("In short"),
  image("timeline.png", "When", BYTES),
  textFile("report.md", untrusted("# What happened\n")),
  bytesFile("report.html", BYTES),
);

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "falconer-save-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** What the card lists as saved. */
const saved = ({ blocks }: Awaited<ReturnType<typeof saveFiles>>): readonly string[] =>
  blocks.flatMap((block) => (block.kind === "list" ? block.items.map(plainCell) : []));

describe("the files of an answer in a shell", () => {
  it("are all put into a folder, byte for byte and for their owner alone, and the card says where", async () => {
    const place = `${await folder()}/new/`;
    const shown = await saveFiles(REPORT, place);
    expect((await readdir(place)).sort()).toEqual(["report.html", "report.md", "timeline.png"]);
    expect(await readFile(join(place, "report.md"), "utf8")).toBe("# What happened\n");
    expect(new Uint8Array(await readFile(join(place, "report.html")))).toEqual(BYTES);
    expect((await stat(join(place, "report.md"))).mode & 0o777).toBe(0o600);
    expect(saved(shown)).toEqual(
      ["timeline.png", "report.md", "report.html"].map((name) => join(place, name)),
    );
    expect(shown.blocks.some(({ kind }) => kind === "file" || kind === "image")).toBe(false);
  });

  it("are told apart by their ending where one name is given", async () => {
    const place = join(await folder(), "monday.HTML");
    expect(saved(await saveFiles(REPORT, place))).toEqual([place]);
    expect(new Uint8Array(await readFile(place))).toEqual(BYTES);
    const csv = card("Hosts", textFile("hosts.csv", "a,b\r\n"));
    const bare = join(await folder(), "list");
    await saveFiles(csv, bare);
    expect(await readFile(bare, "utf8")).toBe("a,b\r\n");
  });

  it("never take the place of something that is there, nor leave half of themselves", async () => {
    const place = await folder();
    await writeFile(join(place, "report.html"), "mine");
    await expect(saveFiles(REPORT, place)).rejects.toThrow(/report\.html is there already/);
    expect(await readdir(place)).toEqual(["report.html"]);
    expect(await readFile(join(place, "report.html"), "utf8")).toBe("mine");
  });

  it("stay in their folder, whatever a host calls them", async () => {
    const place = await folder();
    await saveFiles(card("Odd", textFile("../../.ssh\\keys", "x")), `${place}/in/`);
    expect(await readdir(place)).toEqual(["in"]);
    expect(await readdir(join(place, "in"))).toEqual(["__.._.ssh_keys"]);
  });

  it.each([
    ["an answer without any", card("Hosts", text("none")), "x.csv", /no file to save/],
    ["an ending that none has", REPORT, "x.pdf", /timeline\.png, report\.md, report\.html/],
    ["a folder that is not there", REPORT, "no/such/x.md", /ENOENT/],
  ])("%s is a plain sentence", async (_, shown, name, words) => {
    const place = join(await folder(), name);
    await expect(saveFiles(shown, place)).rejects.toMatchObject({
      code: "refused",
      hint: expect.stringMatching(words),
    });
  });
});
