/**
 * The HTML around the page's modules, and the page that stands in its place when the
 * console is off. Everything shown afterwards is drawn in the browser from JSON.
 */
import { randomBytes } from "node:crypto";
import { Hono } from "hono";
import type { Context, ErrorHandler } from "hono";
import type { Assets } from "./assets.ts";
import { INERT_POLICY, pagePolicy } from "./guard.ts";

/** Paths at which the page is served; the last two show one command's card. */
export const PAGES = ["/", "/approvals", "/audit"] as const;

const NONCE_BYTES = 16;

interface PageReader {
  readonly person: string;
  readonly token: string;
}

/** What one page is made of besides its frame. */
interface PageParts {
  readonly title: string;
  readonly styles: readonly string[];
  readonly entry: string;
  /** Shown until the page's module has drawn something. */
  readonly waiting: string;
}

/** The console's own page, for this person. */
export const servePage = (c: Context, assets: Assets, reader: PageReader): Response =>
  serveModulePage(c, assets, reader, {
    title: "Falconer · console",
    styles: assets.styles,
    entry: assets.entry,
    waiting: "Opening the console …",
  });

/** The token is in the page itself, so the page must never be cached. */
export function serveModulePage(c: Context, assets: Assets, reader: PageReader, page: PageParts): Response {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  c.header("Content-Security-Policy", pagePolicy(nonce));
  return c.html(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="falconer-person" content="${escape(reader.person)}">
<meta name="falconer-token" content="${escape(reader.token)}">
<meta name="falconer-version" content="${assets.version}">
<title>${page.title}</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
${page.styles.map((path) => `<link rel="stylesheet" href="${path}">`).join("\n")}
<script type="importmap" nonce="${nonce}">${JSON.stringify({ imports: assets.imports })}</script>
<script type="module" src="${page.entry}"></script>
</head>
<body>
<div id="root"><p class="boot" role="status">${page.waiting}</p></div>
<noscript>The Falconer console needs JavaScript. The same commands work in a shell: npm run falcon -- help</noscript>
</body>
</html>
`);
}

/** Routes for a listener on which the console must not be used; `why` is one plain sentence. */
export function consoleOff(why: string, onFault: (error: unknown) => void = () => undefined): Hono {
  const routes = new Hono();
  routes.onError(plainFault(onFault));
  for (const path of PAGES) {
    routes.get(path, (c) => {
      c.header("Content-Security-Policy", INERT_POLICY);
      c.header("X-Content-Type-Options", "nosniff");
      c.header("Referrer-Policy", "no-referrer");
      return c.html(
        `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Falconer · console off</title></head>
<body><h1>The console is off</h1><p>${escape(why)}</p></body>
</html>
`,
        403,
      );
    });
  }
  return routes;
}

/** Left to itself the router prints the stack to the terminal, and tells the reader no more than this. */
export const plainFault =
  (onFault: (error: unknown) => void): ErrorHandler =>
  (error, c) => {
    onFault(error);
    return c.text("Something went wrong here; try again.", 500);
  };

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
