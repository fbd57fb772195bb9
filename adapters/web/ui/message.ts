/** One message: who, when, for whom, and its card or line. */
import type { MessageView } from "../view.ts";
import type { CardActions } from "./card.ts";
import { CardBox } from "./card.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { drawLine } from "./inline.ts";
import { Avatar } from "./person.ts";
import { exact, relative, timeOfDay } from "./time.ts";

interface MessageProps {
  readonly message: MessageView;
  readonly actions: CardActions;
  readonly hue: number;
  /** Answers in its thread; absent inside a thread. */
  readonly replies?: readonly MessageView[];
  readonly openThread?: () => void;
}

export function Message({ message, actions, hue, replies, openThread }: MessageProps): VNode {
  const { author, card, createdAt, editedAt, isPinned, isPrivate } = message;
  const lastEdit = editedAt > createdAt ? `, edited ${exact(editedAt)}` : "";
  return html`
    <li class=${`message ${author ? "by-person" : "by-falconer"}`} id=${`m-${message.id}`}>
      ${
        author
          ? h(Avatar, { name: author.name, hue })
          : html`<span class="avatar avatar-bot">${icons.mark()}</span>`
      }
      <div class="message-body">
        <header>
          <span class="author"><bdi>${author?.name ?? "Falconer"}</bdi></span>
          <time datetime=${new Date(createdAt).toISOString()} title=${exact(createdAt) + lastEdit}>
            ${timeOfDay(createdAt)}
          </time>
          ${isPinned && html`<span class="private">${icons.pin()} Pinned</span>`}
          ${isPrivate && html`<span class="private">${icons.eye()} Only visible to you</span>`}
        </header>
        ${author ? h(Line, { message, now: actions.now }) : h(CardBox, { card, actions })}
        ${openThread && replies && h(ThreadLink, { message, replies, openThread, now: actions.now })}
      </div>
    </li>
  `;
}

function Line({ message, now }: { message: MessageView; now: number }): VNode {
  const text = message.card.blocks.flatMap((block) => (block.kind === "text" ? block.text : []));
  return html`<p class="line">${drawLine(text, now)}</p>`;
}

function ThreadLink(props: {
  message: MessageView;
  replies: readonly MessageView[];
  openThread: () => void;
  now: number;
}): VNode | null {
  const { replies, message } = props;
  const last = replies.at(-1);
  if (last === undefined && (message.isPrivate || message.author !== undefined)) return null;
  return html`
    <button type="button" class=${`thread-link ${last ? "has-replies" : ""}`} onClick=${props.openThread}>
      ${icons.reply()}
      ${
        last
          ? `${replies.length} ${replies.length === 1 ? "reply" : "replies"} · ${relative(last.createdAt, props.now)}`
          : "Reply in thread"
      }
    </button>
  `;
}
