/** The few drawings of the page, as inline SVG in the colour of the text around them. */
import { html } from "./html.ts";
import type { VNode } from "./html.ts";

const stroke = (path: string): VNode => html`
  <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d=${path} /></svg>
`;

export const icons = {
  menu: () => stroke("M3 5.5h14M3 10h14M3 14.5h14"),
  close: () => stroke("M5 5l10 10M15 5L5 15"),
  send: () => stroke("M3.5 10h11M10 5l5 5-5 5"),
  reply: () => stroke("M4 4.5h12v8.5H9.5L6 16v-3H4z"),
  eye: () => stroke("M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 100-4 2 2 0 000 4z"),
  file: () => stroke("M5 2.5h6.5L15 6v11.5H5zM11 2.5V6.5h4"),
  hash: () => stroke("M8 3.5l-1.5 13M13.5 3.5L12 16.5M4 7.5h13M3 12.5h13"),
  person: () => stroke("M10 9.5a3 3 0 100-6 3 3 0 000 6zM4 17c.4-3.4 2.8-5 6-5s5.6 1.6 6 5"),
  shield: () => stroke("M10 2.5l6 2v5c0 4-2.6 6.6-6 8-3.4-1.4-6-4-6-8v-5zM7.3 9.8l2 2 3.4-3.8"),
  book: () => stroke("M4 3.5h10a2 2 0 012 2v11H6a2 2 0 01-2-2zM7.5 7.5h5M7.5 10.5h5"),
  home: () => stroke("M3 9.5L10 3.5l7 6M5 8v8.5h10V8"),
  pin: () => stroke("M7 3h6l-1 5 2.5 3h-9L8 8zM10 11v6"),
  chevron: () => stroke("M6 8l4 4 4-4"),
  /** The product's mark: a falcon stooping. */
  mark: () => html`
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        d="M4 5c9 1 14.5 4.5 16.5 10.5L28 13l-5.5 6C21 25 17 27.5 11 27.5c4-1.800 5.5-4 5.5-6.5C11.5 20 7 15 4 5z"
      />
    </svg>
  `,
};
