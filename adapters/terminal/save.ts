/**
 * The files and pictures of an answer, written where the person at the shell says: all of them
 * into a folder, or the one of a kind under a name. What is there already is never written over.
 */
import { mkdir, stat, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { list, mono, strong, text, type Block, type Card } from "../../src/chat/card.ts";
import { UserError } from "../../src/lib/errors.ts";
import { reveal, untrusted } from "../../src/lib/untrusted.ts";

interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Reports and exports name people and machines: they are for whoever asked. */
const OWNER_ONLY = 0o600;

/**
 * The card with its attachments saved, and where they are in their place.
 * @throws UserError when there is nothing to save, or no way to save it there
 */
export async function saveFiles(card: Card, place: string): Promise<Card> {
  const attachments = card.blocks.flatMap(attachmentOf);
  if (attachments.length === 0)
    throw new UserError("This answer has no file to save. Reports and what is asked for with --export have.");
  const isFolder = place.endsWith("/") || (await isDirectory(place));
  const wanted = isFolder
    ? attachments.map((one) => ({ ...one, path: join(place, one.name) }))
    : [{ ...ofKind(attachments, place), path: place }];
  // All or nothing, as far as can be seen beforehand.
  for (const { path } of wanted) if (await exists(path)) throw isThere(path);
  try {
    if (isFolder) await mkdir(place, { recursive: true });
    for (const { path, bytes } of wanted) await writeFile(path, bytes, { flag: "wx", mode: OWNER_ONLY });
  } catch (fault) {
    throw notWritten(fault, place);
  }
  const blocks = card.blocks.filter((block) => attachmentOf(block).length === 0);
  const saved = list(wanted.map(({ path }) => mono(untrusted(path))));
  return { ...card, blocks: [...blocks, text(strong("Saved")), saved] };
}

function attachmentOf(block: Block): readonly Attachment[] {
  if (block.kind === "image") return [{ name: plainName(block.name), bytes: block.png }];
  if (block.kind !== "file") return [];
  if ("bytes" in block) return [{ name: plainName(block.name), bytes: block.bytes }];
  const content = typeof block.text === "string" ? block.text : reveal(block.text);
  return [{ name: plainName(block.name), bytes: Buffer.from(content, "utf8") }];
}

/** Neither a path nor a hidden file, whatever the attachment is called. */
const plainName = (name: string): string => name.replaceAll(/[^\w.-]/g, "_").replace(/^\.+/, "_") || "file";

function ofKind(attachments: readonly Attachment[], place: string): Attachment {
  const ending = extname(place).toLowerCase();
  const fitting = attachments.filter(({ name }) => extname(name).toLowerCase() === ending);
  const [only] = attachments.length === 1 && ending === "" ? attachments : fitting;
  if (only !== undefined) return only;
  const names = attachments.map(({ name }) => name).join(", ");
  throw new UserError(
    `The answer has ${names}: end the name in --out like one of these, or name a folder for all of them.`,
  );
}

const isDirectory = async (path: string): Promise<boolean> => (await found(path))?.isDirectory() === true;
const exists = async (path: string): Promise<boolean> => (await found(path)) !== undefined;
const found = (path: string) => stat(path).catch(() => undefined);

const isThere = (path: string): UserError =>
  new UserError(`${path} is there already and was left as it is; nothing was saved. Name another place.`);

function notWritten(fault: unknown, place: string): unknown {
  const code = fault instanceof Error && "code" in fault ? String(fault.code) : undefined;
  if (code === "EEXIST") return isThere(place);
  return code === undefined ? fault : new UserError(`${place} cannot be written to (${code}).`);
}
