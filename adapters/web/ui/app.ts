/** The whole page: list, header with the person who acts, the view, thread or overview beside it. */
import { useEffect, useState } from "preact/hooks";
import { Channel } from "./channel.ts";
import type { Console } from "./console.ts";
import { FormDialog } from "./form.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { addressOf } from "./memory.ts";
import type { Model } from "./model.ts";
import { hueOf, isDirect, isUnread } from "./model.ts";
import { Overview, OverviewPanel, Page } from "./page.ts";
import { Switcher } from "./person.ts";
import { Sidebar } from "./sidebar.ts";
import { Thread } from "./thread.ts";
import { useNow } from "./time.ts";

export function App({ console }: { console: Console }): VNode {
  const [model, setModel] = useState(console.model());
  useEffect(() => console.subscribe(() => setModel(console.model())), []);
  const now = useNow();
  const { view } = model;
  const title = titleOf(model);
  useAddress(model);
  useEffect(() => {
    const unread = model.channels.filter((channel) => isUnread(model, channel)).length;
    document.title = `${unread > 0 ? `(${unread}) ` : ""}Falconer · ${title}`;
  }, [model]);

  const props = { model, console, now };
  return html`
    <div
      class=${`app hue-${hueOf(model.people, model.me.id)} ${model.isMenuOpen ? "menu-open" : ""} ${shapeOf(model)}`}
    >
      ${h(Sidebar, { model, console })}
      <div class="veil" onClick=${() => console.toggleMenu()}></div>
      <header class="top">
        <button
          type="button"
          class="icon-button menu-button"
          aria-label="Channels and pages"
          aria-expanded=${model.isMenuOpen}
          onClick=${() => console.toggleMenu()}
        >
          ${icons.menu()}
        </button>
        <h1>${title}</h1>
        ${h(Switcher, { me: model.me, people: model.people, become: (person) => void console.become(person) })}
      </header>
      <div class="notices" aria-live="assertive">
        ${
          model.connection === "lost" &&
          html`<p class="banner">The connection to Falconer is lost. Trying again …</p>`
        }
        ${
          model.problem !== undefined &&
          html`<p class="banner">
            ${model.problem}
            <button type="button" class="link" onClick=${() => console.dismissProblem()}>Dismiss</button>
          </p>`
        }
      </div>
      <main>
        ${view.kind === "channel" && h(Channel, { ...props, key: view.channel, channel: view.channel })}
        ${view.kind === "overview" && h(Overview, props)} ${view.kind === "page" && h(Page, props)}
      </main>
      ${
        view.kind === "channel" &&
        (view.thread === undefined
          ? h(OverviewPanel, props)
          : h(Thread, { ...props, key: view.thread, channel: view.channel, root: view.thread }))
      }
      ${
        model.form &&
        h(FormDialog, {
          key: model.form.origin.what,
          open: model.form,
          now,
          submit: (values) => void console.submit(values),
          close: () => console.closeForm(),
        })
      }
    </div>
  `;
}

function titleOf({ view }: Model): string {
  if (view.kind === "overview") return "For you";
  if (view.kind === "page") return view.command === "audit" ? "Audit" : "Approvals";
  return isDirect(view.channel) ? "Direct messages" : `#${view.channel}`;
}

const shapeOf = ({ view }: Model): string => {
  if (view.kind !== "channel") return "is-wide";
  return view.thread === undefined ? "has-overview" : "has-thread";
};

/** The address follows the view, so that a reload, a bookmark and the back button work. */
function useAddress({ view, me, isDemo }: Model): void {
  useEffect(() => {
    const address = addressOf(view, isDemo ? me.id : undefined);
    if (address !== location.pathname + location.search + location.hash)
      history.pushState(undefined, "", address);
  }, [view, me.id]);
}
