/** A picture of the card: its words stand under it and are what a screen reader says. */
import type { BlockView } from "../view.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { drawLine, wordsOf } from "./inline.ts";

export function PictureBlock({ block, now }: { block: BlockView & { kind: "image" }; now: number }): VNode {
  return html`
    <figure class="picture">
      <a href=${block.href} download title=${`Keep ${block.name}`}>
        <img src=${block.href} alt=${wordsOf(block.alt, now)} />
      </a>
      <figcaption aria-hidden="true">${drawLine(block.alt, now)}</figcaption>
    </figure>
  `;
}
