/** Files as attachments: names that are nothing but names, sizes that Discord takes. */
import { createHash } from "node:crypto";
import { visible } from "../../src/chat/visible.ts";
import type { FileUpload } from "./calls.ts";
import type { NamedFile } from "./drawing.ts";
import { LIMITS } from "./limits.ts";

const NAME_LIMIT = 100;
const CUT = "\n… cut here: Discord takes no more …\n";

/** A file as Discord gets it. */
export interface Attachment extends FileUpload {
  /** Tells two states of one file apart. */
  readonly hash: string;
  /** What a picture shows, for those who do not see it. */
  readonly description: string | undefined;
}

/** At most ten, 10 MiB each and 24 MiB together; a text beyond that is cut and says so. */
export function asAttachments(files: readonly NamedFile[]): readonly Attachment[] {
  // Texts share what the bytes leave: a shortened text is of use, a shortened archive is not.
  let room = LIMITS.allFilesBytes - bytesIn(files);
  return files.slice(0, LIMITS.files).map((file) => {
    const data =
      "text" in file
        ? within(Buffer.from(file.text, "utf8"), Math.min(LIMITS.fileBytes, room))
        : Buffer.from(file.bytes);
    room -= "text" in file ? data.length : 0;
    return {
      name: safeName(file.name),
      data,
      contentType: typeOf(file),
      hash: createHash("sha256").update(data).digest("hex"),
      description: describing(file),
    };
  });
}

/** Whether the bytes of another file still go with these. A text that is too long is cut, and always does. */
export function hasRoom(files: readonly NamedFile[], file: NamedFile): boolean {
  if ("text" in file) return true;
  // One place is kept for the text of the whole card.
  return (
    files.length < LIMITS.files - 1 &&
    file.bytes.length <= LIMITS.fileBytes &&
    bytesIn(files) + file.bytes.length <= LIMITS.allFilesBytes
  );
}

const bytesIn = (files: readonly NamedFile[]): number =>
  files.reduce((sum, file) => sum + ("text" in file ? 0 : file.bytes.length), 0);

/** Discord refuses a description that is nothing but space. */
function describing(file: NamedFile): string | undefined {
  const words = "alt" in file ? file.alt?.trim() : undefined;
  return words === "" ? undefined : words;
}

const typeOf = (file: NamedFile): string => {
  if ("text" in file) return "text/plain; charset=utf-8";
  return file.alt === undefined ? "application/octet-stream" : "image/png";
};

function within(bytes: Buffer, most: number): Buffer {
  if (bytes.length <= most) return bytes;
  const end = Buffer.from(CUT);
  const kept = bytes
    .subarray(0, Math.max(0, most - end.length))
    .toString("utf8")
    .replace(/\uFFFD+$/, "");
  return Buffer.concat([Buffer.from(kept), end]).subarray(0, Math.max(0, most));
}

/** No folders, no reserved characters, nothing hidden. */
export function safeName(name: string): string {
  const plain = visible(name)
    .replace(/[^\p{L}\p{N}._ -]/gu, "_")
    .replace(/^[. ]+/, "_");
  return plain.slice(-NAME_LIMIT).toWellFormed() || "file.txt";
}

/** An embed finds its picture by a name of these characters alone; the number keeps two apart. */
export function pictureName(name: string, number: number): string {
  const base = name.replace(/\.png$/i, "").replace(/[^\w-]+/g, "_");
  return `${base.slice(0, NAME_LIMIT / 2) || "picture"}-${number}.png`;
}
