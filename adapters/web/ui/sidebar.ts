/** The way around: the pages, the channels with what is unread, the reader's own channel. */
import type { Console } from "./console.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { addressOf } from "./memory.ts";
import type { Model, View } from "./model.ts";
import { isDirect, isUnread } from "./model.ts";

export function Sidebar({ model, console }: { model: Model; console: Console }): VNode {
  const { view } = model;
  const as = model.isDemo ? model.me.id : undefined;
  const entry = (to: View, label: string, icon: VNode, isCurrent: boolean, unread = false): VNode => html`
    <li>
      <a
        href=${addressOf(to, as)}
        class=${unread ? "is-unread" : ""}
        aria-current=${isCurrent ? "page" : undefined}
        onClick=${(event: MouseEvent) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          console.show(to);
        }}
      >
        ${icon} <span class="entry-label">${label}</span>
        ${unread && html`<span class="unread-mark"><span class="unseen">unread</span></span>`}
      </a>
    </li>
  `;
  const channels = model.channels.filter(({ name }) => !isDirect(name));
  const own = model.channels.find(({ name }) => isDirect(name));
  const isAt = (name: string): boolean => view.kind === "channel" && view.channel === name;
  return html`
    <nav class="sidebar" aria-label="Falconer">
      <div class="brand">${icons.mark()}<span>Falconer</span></div>
      <ul>
        ${entry({ kind: "overview" }, "For you", icons.home(), view.kind === "overview")}
        ${entry({ kind: "page", command: "approvals" }, "Approvals", icons.shield(), isPage(view, "approvals"))}
        ${entry({ kind: "page", command: "audit" }, "Audit", icons.book(), isPage(view, "audit"))}
      </ul>
      <h2>Channels</h2>
      <ul>
        ${channels.map((channel) =>
          entry(
            { kind: "channel", channel: channel.name },
            channel.name,
            icons.hash(),
            isAt(channel.name),
            isUnread(model, channel),
          ),
        )}
      </ul>
      ${
        own &&
        html`<h2>Only you</h2>
          <ul>
            ${entry(
              { kind: "channel", channel: own.name },
              "Direct messages",
              icons.person(),
              isAt(own.name),
              isUnread(model, own),
            )}
          </ul>`
      }
      ${
        model.isDemo &&
        html`<p class="demo-note">
          <b>Demo</b> A simulated Falcon cloud answers here. No real host is touched.
        </p>`
      }
    </nav>
  `;
}

const isPage = (view: View, command: string): boolean => view.kind === "page" && view.command === command;
