/** A channel: what was said, what is being worked on, and the line to say more. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Composer } from "./composer.ts";
import type { Console } from "./console.ts";
import { FirstSteps } from "./first-steps.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { Message } from "./message.ts";
import type { Model, Running } from "./model.ts";
import { hueOf, isDirect, replies, timeline } from "./model.ts";
import { dayName, isSameDay } from "./time.ts";

/** What a channel and a thread are drawn from. */
export interface PlaceProps {
  readonly model: Model;
  readonly console: Console;
  readonly channel: string;
  readonly now: number;
}

const NEAR_END_PX = 120;
/** Room for the line that is answered. */
const LINE_ABOVE_PX = 72;

export function Channel({ model, console, channel, now }: PlaceProps): VNode {
  const messages = timeline(model, channel);
  const running = model.running.filter((one) => one.channel === channel && one.thread === undefined);
  const busy = new Set(model.running.flatMap(({ token }) => (token === undefined ? [] : [token])));
  const isLoaded = model.messages[channel] !== undefined;
  const rows = messages.flatMap((message, index): readonly VNode[] => {
    const before = messages[index - 1];
    const starts = before === undefined || !isSameDay(before.createdAt, message.createdAt);
    const day = html`<li class="day" key=${`day-${message.createdAt}`}>
      <span>${dayName(message.createdAt, now)}</span>
    </li>`;
    const row = h(Message, {
      key: message.id,
      message,
      hue: hueOf(model.people, message.author?.person),
      replies: replies(model, channel, message.id),
      openThread: () => console.show({ kind: "channel", channel, thread: message.id }),
      actions: {
        now,
        busy,
        press: (token, label) => void console.press(token, label, channel, undefined, message.id),
      },
    });
    return starts ? [day, row] : [row];
  });
  return html`
    <section class="place" aria-label=${`Channel ${channel}`}>
      ${h(Scroller, {
        watch: `${channel} ${messages.at(-1)?.id ?? ""} ${running.length}`,
        followsAlways: messages.at(-1)?.answers !== undefined,
        channel,
        children: [
          isLoaded && messages.length === 0 ? h(FirstSteps, { model, console, channel, now, busy }) : null,
          html`<ol class="messages" role="log" aria-live="polite" aria-label="Messages">
            ${rows}
          </ol>`,
          h(Working, { running }),
        ],
      })}
      ${h(Composer, {
        place: channel,
        label: `Command in ${isDirect(channel) ? "your own channel" : `#${channel}`}`,
        placeholder: "Type a command, or “help”",
        speaker: { name: model.me.name, hue: hueOf(model.people, model.me.id) },
        commands: model.commands,
        isThread: false,
        suggest: console.suggest,
        say: (text) => console.say(text, channel, undefined),
      })}
    </section>
  `;
}

/**
 * Keeps the newest in view for whoever is at the end; offers the way there to everybody else.
 * One's own line stays in view with its answer, so that a long answer is read from its start.
 */
export function Scroller(props: {
  watch: string;
  channel: string;
  followsAlways: boolean;
  children: readonly (VNode | null)[];
}): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const shown = useRef("");
  const [hasMore, setMore] = useState(false);
  const toEnd = (): void => {
    const box = frame.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
    setMore(false);
  };
  useLayoutEffect(() => {
    const isOther = shown.current !== props.channel;
    shown.current = props.channel;
    if (isOther || atEnd.current) toEnd();
    else if (!props.followsAlways) setMore(true);
    if (props.followsAlways && !isOther) {
      toEnd();
      toStartOfLast(frame.current);
    }
  }, [props.watch]);
  return html`
    <div
      class="scroller"
      ref=${frame}
      onScroll=${() => {
        const box = frame.current;
        if (box === null) return;
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
        if (atEnd.current) setMore(false);
      }}
    >
      <div class="scroller-inside">${props.children}</div>
      ${hasMore && html`<button type="button" class="to-end" onClick=${toEnd}>New messages ↓</button>`}
    </div>
  `;
}

/** Back up to where the last message begins, if it is too tall to be seen whole. */
function toStartOfLast(box: HTMLElement | null): void {
  const last = box?.querySelector(".messages > :last-child");
  if (box === null || last === null || last === undefined) return;
  const above = last.getBoundingClientRect().top - box.getBoundingClientRect().top;
  if (above < LINE_ABOVE_PX) box.scrollTop += above - LINE_ABOVE_PX;
}

export const Working = ({ running }: { running: readonly Running[] }): VNode => html`
  <div class="working" role="status">
    ${running.map(
      ({ what, turn }) =>
        html`<p key=${turn}>
          <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> Working on <b>${what}</b> …
        </p>`,
    )}
  </div>
`;
