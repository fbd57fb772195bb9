/** A thread beside its channel: the message it hangs on, the replies, a line of its own. */
import { useEffect } from "preact/hooks";
import type { PlaceProps } from "./channel.ts";
import { Scroller, Working } from "./channel.ts";
import { Composer } from "./composer.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { Message } from "./message.ts";
import { hueOf, replies } from "./model.ts";
import { drawLine, wordsOf } from "./inline.ts";
import type { MessageView } from "../view.ts";

/** Takes the focus when it opens; Escape closes it. */
export function Thread({ model, console, channel, root, now }: PlaceProps & { root: string }): VNode {
  const first = model.messages[channel]?.find(({ id }) => id === root);
  const said = replies(model, channel, root);
  const running = model.running.filter((one) => one.channel === channel && one.thread === root);
  const busy = new Set(model.running.flatMap(({ token }) => (token === undefined ? [] : [token])));
  const close = (): void => console.show({ kind: "channel", channel });
  useEffect(() => {
    document.querySelector<HTMLElement>('[data-line="thread"]')?.focus();
  }, [root]);
  const isPinned = first?.isPinned === true;
  const shown = first === undefined || isPinned ? said : [first, ...said];
  const draw = (message: MessageView): VNode =>
    h(Message, {
      key: message.id,
      message,
      hue: hueOf(model.people, message.author?.person),
      actions: { now, busy, press: (token, label) => void console.press(token, label, channel, root) },
    });
  return html`
    <aside
      class="thread"
      aria-label="Thread"
      onKeyDown=${(event: KeyboardEvent) => event.key === "Escape" && close()}
    >
      <header class="thread-head">
        <h2>Thread</h2>
        <button type="button" class="icon-button" aria-label="Close the thread" onClick=${close}>
          ${icons.close()}
        </button>
      </header>
      ${isPinned && h(Pinned, { first, now, draw })}
      ${h(Scroller, {
        channel: root,
        watch: `${said.at(-1)?.id ?? ""} ${running.length}`,
        followsAlways: said.at(-1)?.answers !== undefined,
        children: [
          html`<ol class="messages" role="log" aria-live="polite" aria-label="Messages of the thread">
            ${shown.map(draw)}
          </ol>`,
          h(Working, { running }),
        ],
      })}
      ${h(Composer, {
        place: `${channel}/${root}`,
        label: "Line in this thread",
        placeholder: "Type in this thread",
        speaker: { name: model.me.name, hue: hueOf(model.people, model.me.id) },
        commands: model.commands,
        isThread: true,
        suggest: console.suggest,
        say: (text, files) => console.say(text, channel, root, files),
      })}
    </aside>
  `;
}

/** Longer values are for whoever unfolds it. */
const SHORT_VALUE = 24;

/** What the thread is about stays at its top, whatever is said below: in one line, and whole where one asks. */
function Pinned({ first, now, draw }: PinnedProps): VNode {
  const { title, blocks } = first.card;
  const brief = blocks
    .flatMap((block) => (block.kind === "facts" ? block.facts : []))
    .filter(({ value }) => {
      const words = wordsOf(value, now);
      return words.length <= SHORT_VALUE && !wordsOf(title).includes(words);
    });
  return html`
    <details class="pinned">
      <summary>
        ${icons.pin()}
        <span>
          <b>${drawLine(title, now)}</b>
          ${brief.map(({ label, value }) => html`<span title=${label}> · ${drawLine(value, now)}</span>`)}
        </span>
      </summary>
      <ol class="messages" aria-label="Pinned message">
        ${draw(first)}
      </ol>
    </details>
  `;
}

interface PinnedProps {
  readonly first: MessageView;
  readonly now: number;
  readonly draw: (message: MessageView) => VNode;
}
