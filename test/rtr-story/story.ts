/** The story of a session, the same on every surface: asserted on what Falcon was asked, what stands in the thread, and bytes. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { until } from "../product/bot.ts";
import {
  answer,
  fileNamed,
  handed,
  rootSays,
  told,
  type Desk,
  type OpenDesk,
  type Thread,
  type Who,
} from "./desk.ts";

const PATIENCE = { timeout: 180_000 };
const PIECES = 200;
const LONG = Array.from({ length: PIECES }, (_, i) => `piece ${i} é🙂 ${"x".repeat(i % 37)}\r\n`).join("");
const SAMPLE = "MZ this is no program";
const SEVEN_ZIP = "377abcaf271c";
const SCRIPT = "runscript -Raw=```Get-Process | Select -First 3``` -Timeout=30";

export const sha256 = (bytes: string | Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

export function sessionStory(open: OpenDesk): void {
  it("is opened, worked in, shared, agreed on, handed over, recorded and ended", PATIENCE, async () => {
    const desk = await open();
    const { owner, colleague, falcon } = desk;
    const thread = await desk.open("WIN-01");
    await rootSays(
      thread,
      "WIN-01",
      falcon.state.host("WIN-01")?.device_id ?? "",
      "Windows",
      owner.name,
      "C:\\",
    );
    await until("the root is pinned", () => thread.isPinned());
    await staysWhereItWent(desk, thread);
    await handsOutLongOutput(desk, thread);
    await hearsWhoHasJoined(desk, thread);
    await runsWhatAnotherAgreedTo(desk, thread);
    await fetchesAFile(desk, thread);
    await changesHands(desk, thread);
    await isRecorded(desk, thread);

    await thread.type(colleague, "exit");
    await until("it is deleted at Falcon", () => falcon.state.rtr.sessions[0]?.ended?.by === "deleted");
    await rootSays(thread, "closed");
    await until("the root is let go", async () => !(await thread.isPinned()));
    expect(falcon.state.rtr.sessions).toHaveLength(1);
  });
}

async function staysWhereItWent(desk: Desk, thread: Thread): Promise<void> {
  const { owner, falcon } = desk;
  await thread.type(owner, "cd C:\\Windows");
  await rootSays(thread, "C:\\Windows");
  await thread.type(owner, "ls");
  await answer(thread, "> ls", "System32");
  await thread.type(owner, "cd C:\\nowhere");
  await answer(thread, "The directory has not changed");
  expect((await thread.root()).text).not.toContain("nowhere");
  expect(falcon.state.rtr.commands.map(({ text, directory }) => [text, directory])).toEqual([
    ["cd C:\\Windows", "C:\\"],
    ["ls", "C:\\Windows"],
    ["cd C:\\nowhere", "C:\\Windows"],
  ]);
}

async function handsOutLongOutput({ owner, falcon }: Desk, thread: Thread): Promise<void> {
  falcon.rtr.addRule({ command: "cat C:\\big.txt", stdout: LONG, pieces: PIECES });
  await thread.type(owner, "cat C:\\big.txt");
  await answer(thread, "> cat C:\\big.txt", sha256(LONG));
  const { bytes } = await fileNamed(thread, /^output-/);
  expect(bytes.equals(Buffer.from(LONG))).toBe(true);
  expect((await thread.files()).filter(({ name }) => name.startsWith("output-"))).toHaveLength(1);
}

async function hearsWhoHasJoined(desk: Desk, thread: Thread): Promise<void> {
  const { owner, colleague } = desk;
  const before = handed(desk).length;
  await thread.type(colleague, "ipconfig");
  await thread.type(owner, "what do you think, is this normal?");
  await thread.type(owner, "ps");
  await answer(thread, "> ps", owner.name);
  expect(handed(desk).slice(before)).toEqual(["ps"]);
  await thread.press(colleague, "Join");
  await answer(thread, "Joined", colleague.name);
  await rootSays(thread, "Also in", colleague.name);
  await thread.type(colleague, "ipconfig");
  await answer(thread, "> ipconfig", colleague.name);
  expect(handed(desk).slice(before)).toEqual(["ps", "ipconfig"]);
}

async function runsWhatAnotherAgreedTo(desk: Desk, thread: Thread): Promise<void> {
  const { owner, colleague, falcon } = desk;
  const before = handed(desk).length;
  await thread.type(owner, SCRIPT);
  const asked = ["Get-Process | Select -First 3", "-Timeout=30", "waits for somebody else to agree"];
  const card = await answer(thread, ...asked);
  expect(card.labels).toEqual(expect.arrayContaining(["Approve", "Deny"]));
  // Where a block cannot show its back-ticks, the exact line goes with it.
  if (!card.text.includes(SCRIPT)) expect((await fileNamed(thread, /^exact-/)).bytes.toString()).toBe(SCRIPT);
  await thread.press(owner, "Approve", ...asked);
  await told(desk, owner, "somebody else");
  expect(handed(desk)).toHaveLength(before);
  await thread.press(colleague, "Approve", ...asked);
  await until("it ran", () => handed(desk).length === before + 1);
  expect(falcon.state.rtr.commands.at(-1)).toMatchObject({
    text: SCRIPT,
    tier: "admin",
    directory: "C:\\Windows",
  });
  await until("its output stands where it was asked for", async () => {
    const entry = (await thread.said()).findLast(({ text }) => text.includes("> runscript"));
    return entry !== undefined && !entry.text.includes("waits for") && !entry.labels.includes("Approve");
  });
}

async function fetchesAFile({ owner, falcon }: Desk, thread: Thread): Promise<void> {
  falcon.rtr.writeFile("WIN-01", "C:\\Temp\\sample.exe", SAMPLE);
  const digest = sha256(SAMPLE);
  await thread.type(owner, "get C:\\Temp\\sample.exe");
  await answer(thread, "> get", digest, "the file in the archive has this digest");
  await thread.type(owner, "files");
  await answer(thread, "Files (1)", digest);
  await thread.type(owner, `download ${digest}`);
  const archive = await fileNamed(thread, /\.7z$/);
  expect(archive.bytes.subarray(0, SEVEN_ZIP.length / 2).toString("hex")).toBe(SEVEN_ZIP);
  await answer(thread, "Archive of", sha256(archive.bytes));
  await thread.type(owner, `open ${digest}`);
  expect((await fileNamed(thread, /\.bin$/)).bytes.toString()).toBe(SAMPLE);
}

async function changesHands(desk: Desk, thread: Thread): Promise<void> {
  const { owner, colleague } = desk;
  await thread.type(owner, `handoff ${colleague.mention}`);
  await answer(thread, "Handed over", colleague.name);
  await until("the root names the new owner", async () =>
    /Owner[:\s*]*([\w ]+)/.exec((await thread.root()).text)?.[1]?.includes(colleague.name),
  );
  await typesAndIsHeard(desk, thread, colleague, "netstat");
  // Whoever gave it away stays in it.
  await typesAndIsHeard(desk, thread, owner, "ls C:\\Users");
}

async function typesAndIsHeard(desk: Desk, thread: Thread, who: Who, line: string): Promise<void> {
  await thread.type(who, line);
  await answer(thread, `> ${line}`, who.name);
  expect(handed(desk).at(-1)).toBe(line);
}

async function isRecorded(desk: Desk, thread: Thread): Promise<void> {
  await thread.type(desk.owner, "transcript");
  const [text, json, cast] = [
    await fileNamed(thread, /^transcript-.*\.txt$/),
    await fileNamed(thread, /^transcript-.*\.json$/),
    await fileNamed(thread, /^transcript-.*\.cast$/),
  ];
  const kept = JSON.parse(json.bytes.toString()) as {
    readonly session: { readonly id: string };
    readonly entries: readonly { readonly command: string; readonly personName: string }[];
    readonly evidence: readonly { readonly sha256: string }[];
  };
  expect(kept.entries.map(({ command }) => command)).toEqual(handed(desk));
  expect(new Set(kept.entries.map(({ personName }) => personName))).toEqual(
    new Set([desk.owner.name, desk.colleague.name]),
  );
  expect(kept.evidence.map((file) => file.sha256)).toEqual([sha256(SAMPLE)]);
  for (const line of handed(desk)) expect(text.bytes.toString()).toContain(`> ${line}`);
  expect(await recording(desk, kept.session.id)).toBe(cast.bytes.toString());
}

/** What the replay page plays, fetched as that page does. */
async function recording(desk: Desk, session: string): Promise<string> {
  const page = await (await fetch(`${desk.url()}/replay/${session}`)).text();
  const token = /name="falconer-token" content="([^"]+)"/.exec(page)?.[1] ?? "";
  const answered = await fetch(`${desk.url()}/api/recordings/${session}`, {
    headers: { "X-Falconer-Token": token },
  });
  return answered.text();
}
