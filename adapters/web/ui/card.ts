/** A card: tone, title, blocks. What its buttons do is handed in. */
import type { BlockView, CardView } from "../view.ts";
import { CodeBlock, FileBlock } from "./code.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { drawLine, wordsOf } from "./inline.ts";
import { PictureBlock } from "./picture.ts";

/** What a card's buttons do where it stands. */
export interface CardActions {
  readonly press: (token: string, label: string) => void;
  /** Tokens whose turn still runs. */
  readonly busy: ReadonlySet<string>;
  readonly now: number;
}

/** Characters that fit one column of facts, and two; what is longer gets a row of its own. */
const NARROW_FACT = 24;
const WIDE_FACT = 48;
/** Characters of a cell that is not broken: a name, a moment, a state. */
const SHORT_CELL = 20;

/** More options than these share two columns. */
const FEW_OPTIONS = 6;

/** Colour is never the only sign. */
const SIGNS = {
  neutral: undefined,
  waiting: { sign: "◔", words: "Waiting" },
  good: { sign: "✓", words: "Good" },
  warning: { sign: "!", words: "Warning" },
  danger: { sign: "✕", words: "Danger" },
} as const;

export function CardBox({ card, actions }: { card: CardView; actions: CardActions }): VNode {
  const sign = SIGNS[card.tone];
  return html`
    <article class=${`card tone-${card.tone}`}>
      ${
        card.title.length > 0 &&
        html`<h3 class="card-title">
          ${sign && html`<span class="tone-sign" aria-hidden="true">${sign.sign}</span>`}
          ${sign && html`<span class="unseen">${sign.words}: </span>`}
          <span>${drawLine(card.title, actions.now)}</span>
        </h3>`
      }
      ${card.blocks.map((block) => drawBlock(block, actions))}
    </article>
  `;
}

function drawBlock(block: BlockView, actions: CardActions): VNode {
  const { now } = actions;
  switch (block.kind) {
    case "text":
      return html`<p class="card-text">${drawLine(block.text, now)}</p>`;
    case "note":
      return html`<p class="card-note">${drawLine(block.text, now)}</p>`;
    case "facts":
      return html`<dl class="facts">
        ${block.facts.map(
          ({ label, value }) =>
            html`<div class=${`fact ${widthOf(wordsOf(value, now).length)}`}>
              <dt>${label}</dt>
              <dd>${drawLine(value, now)}</dd>
            </div>`,
        )}
      </dl>`;
    case "list":
      return html`<ul class="card-list">
        ${block.items.map((item) => html`<li>${drawLine(item, now)}</li>`)}
      </ul>`;
    case "table":
      return drawTable(block, now);
    case "divider":
      return html`<hr />`;
    case "code":
      return h(CodeBlock, { block });
    case "file":
      return h(FileBlock, { block });
    case "image":
      return h(PictureBlock, { block, now });
    case "buttons":
      return drawButtons(block.buttons, actions);
    case "choice":
      return drawChoice(block, actions);
  }
}

const widthOf = (characters: number): string =>
  characters > WIDE_FACT ? "is-longest" : characters > NARROW_FACT ? "is-long" : "";

function drawTable({ columns, rows }: BlockView & { kind: "table" }, now: number): VNode {
  return html`
    <div class="table-frame" tabindex="0" role="region" aria-label=${`Table: ${columns.join(", ")}`}>
      <table>
        <thead>
          <tr>
            ${columns.map((column) => html`<th scope="col">${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map(
                  (cell) =>
                    html`<td class=${wordsOf(cell, now).length <= SHORT_CELL ? "is-short" : ""}>
                      ${drawLine(cell, now)}
                    </td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

const drawButtons = (
  buttons: (BlockView & { kind: "buttons" })["buttons"],
  actions: CardActions,
): VNode => html`
  <div class="buttons">
    ${buttons.map(({ label, style, token }) => {
      const isBusy = actions.busy.has(token);
      return html`<button
        type="button"
        class=${`button ${style} ${isBusy ? "is-busy" : ""}`}
        disabled=${isBusy}
        onClick=${() => actions.press(token, label)}
      >
        ${label}
      </button>`;
    })}
  </div>
`;

const drawChoice = ({ prompt, options }: BlockView & { kind: "choice" }, actions: CardActions): VNode => html`
  <fieldset class=${`choice ${options.length > FEW_OPTIONS ? "is-many" : ""}`}>
    <legend>${prompt}</legend>
    <div>
      ${options.map(({ label, detail, token }) => {
        const isBusy = actions.busy.has(token);
        return html`<button
          type="button"
          class=${`option ${isBusy ? "is-busy" : ""}`}
          disabled=${isBusy}
          onClick=${() => actions.press(token, wordsOf(label))}
        >
          <span class="option-label">${drawLine(label, actions.now)}</span>
          ${detail.length > 0 && html`<span class="option-detail">${drawLine(detail, actions.now)}</span>`}
        </button>`;
      })}
    </div>
  </fieldset>
`;
