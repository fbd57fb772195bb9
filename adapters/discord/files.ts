/** Texts as attachments: names that are nothing but names, sizes that Discord takes. */
import { visible } from "../../src/chat/visible.ts";
import type { FileUpload } from "./calls.ts";
import type { NamedText } from "./drawing.ts";
import { LIMITS } from "./limits.ts";

const NAME_LIMIT = 100;
/** Of one request with everything in it; Discord refuses above 25 MiB. */
const ALL_FILES_BYTES = 24 * 1_024 * 1_024;
const CUT = "\n… cut here: Discord takes no more …\n";

export function asUploads(files: readonly NamedText[]): readonly FileUpload[] {
  let room = ALL_FILES_BYTES;
  return files.slice(0, LIMITS.files).map(({ name, text }) => {
    const data = within(Buffer.from(text, "utf8"), Math.min(LIMITS.fileBytes, room));
    room -= data.length;
    return { name: safeName(name), data, contentType: "text/plain; charset=utf-8" };
  });
}

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
