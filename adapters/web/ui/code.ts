/** Preformatted text and files: bounded at first, whole on demand, the rest as a download. */
import { useState } from "preact/hooks";
import type { BlockView } from "../view.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";

const SHORT_LINES = 14;
const SHORT_CHARS = 1_500;
const KIB = 1024;

/** Shows fourteen lines at first. */
export function CodeBlock({ block }: { block: BlockView & { kind: "code" } }): VNode {
  const [isOpen, setOpen] = useState(false);
  const lines = block.text.split("\n");
  const isLong = lines.length > SHORT_LINES || block.text.length > SHORT_CHARS;
  const shown = isLong && !isOpen ? lines.slice(0, SHORT_LINES).join("\n").slice(0, SHORT_CHARS) : block.text;
  return html`
    <figure class=${lines.length === 1 ? "code is-line" : "code"}>
      <pre tabindex="0"><code>${shown}</code></pre>
      ${
        (isLong || block.whole) &&
        html`<figcaption>
          ${
            isLong &&
            html`<button type="button" class="link" aria-expanded=${isOpen} onClick=${() => setOpen(!isOpen)}>
              ${isOpen ? "Show less" : `Show all ${lines.length.toLocaleString()} lines`}
            </button>`
          }
          ${
            block.whole &&
            html`<a href=${block.whole.href} download>Download all, ${sizeInWords(block.whole.size)}</a>
              <span class="hash" title=${block.whole.sha256}
                >SHA-256 ${block.whole.sha256.slice(0, 16)}…</span
              >`
          }
        </figcaption>`
      }
    </figure>
  `;
}

export function FileBlock({ block }: { block: BlockView & { kind: "file" } }): VNode {
  return html`
    <figure class="file">
      ${block.picture && html`<img src=${block.href} alt=${block.name} />`}
      ${
        block.excerpt !== "" &&
        html`<details>
          <summary>Look inside</summary>
          <pre tabindex="0"><code>${block.excerpt}</code></pre>
        </details>`
      }
      <figcaption>
        ${icons.file()}
        <a href=${block.href} download><bdi>${block.name}</bdi></a>
        <span class="file-size">${sizeInWords(block.size)}</span>
      </figcaption>
    </figure>
  `;
}

function sizeInWords(bytes: number): string {
  if (bytes < KIB) return `${bytes} bytes`;
  const kib = bytes / KIB;
  return kib < KIB ? `${kib.toFixed(1)} KiB` : `${(kib / KIB).toFixed(1)} MiB`;
}
