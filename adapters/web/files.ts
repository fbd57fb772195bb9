/**
 * Files, pictures and whole texts as downloads. What came from an endpoint leaves as plain
 * bytes that no browser will run or guess at; only a drawing of our own making may be shown
 * as an image.
 */
import { INERT_POLICY } from "./guard.ts";
import type { Whole } from "./render.ts";

const NAME_LENGTH = 120;

/** Always as an attachment, so that a browser saves it and does not open it. */
export function serveFile({ name, content, isPicture }: Whole): Response {
  const isSvg = isPicture && typeof content === "string";
  const type = isPicture ? (isSvg ? "image/svg+xml" : "image/png") : "application/octet-stream";
  return new Response(typeof content === "string" ? content : new Uint8Array(content), {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; ${fileNames(name)}`,
      // A drawing keeps its own style attributes; scripts stay off in all cases.
      "Content-Security-Policy": isSvg ? `${INERT_POLICY}; style-src 'unsafe-inline'` : INERT_POLICY,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  });
}

/** An ASCII name for all, and the real one for those who read RFC 5987. Neither can be a path. */
function fileNames(name: string): string {
  const last = name.split(/[\\/]/).at(-1)?.slice(0, NAME_LENGTH).toWellFormed() ?? "";
  const safe = last.replace(/[^\w.-]/g, "_").replace(/^\.+/, "_") || "file";
  // RFC 5987 reserves these four, which encodeURIComponent lets through.
  const encoded = encodeURIComponent(last).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return `filename="${safe}"; filename*=UTF-8''${encoded || "file"}`;
}
