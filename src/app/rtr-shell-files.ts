/** In the shell `runscript -File=path` means a file of this computer: it is read here, bounded, and goes with the line. */
import { open } from "node:fs/promises";
import { inlineFile, type IncomingFile } from "../chat/incoming-file.ts";
import { scriptLine } from "../rtr/uploads/chosen.ts";
import { MOST_SCRIPT_BYTES } from "../rtr/uploads/script-file.ts";

export type LocalFiles =
  | { readonly outcome: "read"; readonly files: readonly IncomingFile[] }
  /** A sentence for the screen; the line goes nowhere. */
  | { readonly outcome: "unreadable"; readonly why: string };

export async function localFilesOf(line: string): Promise<LocalFiles> {
  const path = scriptLine(line)?.name;
  if (path === undefined || path === "") return { outcome: "read", files: [] };
  try {
    const file = await open(path, "r");
    try {
      if (!(await file.stat()).isFile()) return { outcome: "unreadable", why: `${path} is no file.` };
      // One byte more than may be sent: what is too long is refused where all files are judged.
      const buffer = Buffer.alloc(MOST_SCRIPT_BYTES + 1);
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return { outcome: "read", files: [inlineFile(path, buffer.subarray(0, bytesRead))] };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code = "error" } = error as NodeJS.ErrnoException;
    return { outcome: "unreadable", why: `${path} cannot be read here (${code}); nothing was sent.` };
  }
}
