/**
 * Whole texts as downloads. What came from an endpoint leaves as plain bytes that no
 * browser will run or guess at; only a drawing of our own making may be shown as an image.
 */
import { INERT_POLICY } from "./guard.ts";

const NAME_LENGTH = 120;

export function serveFile(file: {
  readonly name: string;
  readonly text: string;
  readonly isOurs: boolean;
}): Response {
  const isPicture = file.isOurs && file.name.endsWith(".svg");
  return new Response(file.text, {
    headers: {
      "Content-Type": isPicture ? "image/svg+xml" : "application/octet-stream",
      "Content-Disposition": `attachment; ${fileNames(file.name)}`,
      // An image keeps its own style attributes; scripts stay off in both cases.
      "Content-Security-Policy": isPicture ? `${INERT_POLICY}; style-src 'unsafe-inline'` : INERT_POLICY,
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
