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

export function Thread({ model, console, channel, root, now }: PlaceProps & { root: string }): VNode {
  const first = model.messages[channel]?.find(({ id }) => id === root);
  const said = replies(model, channel, root);
  const running = model.running.filter((one) => one.channel === channel && one.thread === root);
  const busy = new Set(model.running.flatMap(({ token }) => (token === undefined ? [] : [token])));
  const close = (): void => console.show({ kind: "channel", channel });
  useEffect(() => {
    document.querySelector<HTMLElement>('[data-line="thread"]')?.focus();
  }, [root]);
  const shown = first === undefined ? said : [first, ...said];
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
      ${h(Scroller, {
        channel: root,
        watch: `${said.at(-1)?.id ?? ""} ${running.length}`,
        followsAlways: said.at(-1)?.answers !== undefined,
        children: [
          html`<ol class="messages" role="log" aria-live="polite" aria-label="Messages of the thread">
            ${shown.map((message) =>
              h(Message, {
                key: message.id,
                message,
                hue: hueOf(model.people, message.author?.person),
                actions: {
                  now,
                  busy,
                  press: (token, label) => void console.press(token, label, channel, root),
                },
              }),
            )}
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
