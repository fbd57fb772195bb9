/** Cards that fill a page of their own: approvals, audit, and what waits for the reader. */
import type { CardView } from "../view.ts";
import type { CardActions } from "./card.ts";
import { CardBox } from "./card.ts";
import { Working } from "./channel.ts";
import type { Console } from "./console.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import type { Model } from "./model.ts";
import { homeChannel, pageAnswers } from "./model.ts";

interface PageProps {
  readonly model: Model;
  readonly console: Console;
  readonly now: number;
}

/** Presses here are answered in the home channel, and shown here too. */
const actionsFor = ({ model, console, now }: PageProps): CardActions => ({
  now,
  busy: new Set(model.running.flatMap(({ token }) => (token === undefined ? [] : [token]))),
  press: (token, label) => {
    const place =
      model.view.kind === "channel" ? model.view : { channel: homeChannel(model), thread: undefined };
    void console.press(token, label, place.channel, place.thread);
  },
});

/** A command's card that nobody said; its buttons are answered here too. */
export function Page(props: PageProps): VNode {
  const { page } = props.model;
  return drawPage(props, page.card, page.problem);
}

/** The reader's own page. */
export const Overview = (props: PageProps): VNode => drawPage(props, props.model.overview, undefined);

/** The same card beside a channel, where the screen is wide enough. */
export const OverviewPanel = (props: PageProps): VNode => html`
  <aside class="overview-panel" aria-label="For you">
    ${props.model.overview && h(CardBox, { card: props.model.overview, actions: actionsFor(props) })}
  </aside>
`;

function drawPage(props: PageProps, card: CardView | undefined, problem: string | undefined): VNode {
  const actions = actionsFor(props);
  const answers = pageAnswers(props.model);
  return html`
    <section class="page">
      ${problem !== undefined && html`<p class="fault" role="alert">${problem}</p>`}
      <div class="page-answers" role="status">
        ${answers.map(({ card, id }) => h(CardBox, { key: id, card, actions }))}
        ${h(Working, { running: props.model.running })}
      </div>
      ${
        card === undefined
          ? problem === undefined && html`<p class="loading" role="status">Looking …</p>`
          : h(CardBox, { card, actions })
      }
    </section>
  `;
}
