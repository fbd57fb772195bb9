/** What an empty channel shows: what Falcon has open at this moment, and lines to begin with. */
import { useEffect, useState } from "preact/hooks";
import type { CardView } from "../view.ts";
import { CardBox } from "./card.ts";
import { offerLine } from "./composer.ts";
import type { Console } from "./console.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import type { Model } from "./model.ts";
import { isDirect } from "./model.ts";

interface FirstStepsProps {
  readonly model: Model;
  readonly console: Console;
  readonly channel: string;
  readonly now: number;
  /** Tokens whose turn still runs. */
  readonly busy: ReadonlySet<string>;
}

/** Lines that show a newcomer what this is, in this order, where the commands exist. */
const LINES = ["detections", "host", "isolate", "help"] as const;
const OPEN_NOW = { severity: "high", status: "open", limit: "4" } as const;
/** In the demo things happen while one watches; a real Falcon is asked once a visit, not by a clock. */
const LOOK_AGAIN_MS = 3_000;

const PURPOSES: Readonly<Record<string, string>> = {
  approvals:
    "Requests that were made in a shell, by an agent or in private come here; others stay where they were made.",
  alerts: "No alert has been posted here yet.",
};

/** Asks for detections once; in the demo every three seconds while the page is in sight. */
export function FirstSteps(props: FirstStepsProps): VNode {
  const { model, channel } = props;
  if (isDirect(channel))
    return html`<div class="first-steps">
      <h2>What Falconer tells you alone</h2>
      <p>What became of your requests is told here. Lines work here too, and nobody else reads them.</p>
    </div>`;
  const showsOpen = channel !== "approvals";
  return html`
    <div class="first-steps">
      <h2>${showsOpen ? "What needs attention now" : "No request has come here yet"}</h2>
      <p>
        ${PURPOSES[channel] ?? ""}
        ${
          showsOpen
            ? " These are Falcon's open detections of high severity or worse. Choose one to see what ran, and to isolate its host."
            : ""
        }
      </p>
      ${showsOpen && h(OpenNow, props)} ${h(Lines, { model })}
    </div>
  `;
}

/** The detections that nobody has closed, worst ones only, as the command lists them. */
function OpenNow({ model, console, channel, now, busy }: FirstStepsProps): VNode {
  const [card, setCard] = useState<CardView | undefined>(undefined);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    let isGone = false;
    const look = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const found = await console.look("detections", OPEN_NOW);
        if (!isGone) setCard(choiceOf(found.card));
      } catch (error) {
        if (!isGone) setProblem(error instanceof Error ? error.message : "");
      }
    };
    void look();
    const timer = model.isDemo ? setInterval(() => void look(), LOOK_AGAIN_MS) : undefined;
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [model.me.id]);
  if (card === undefined) return html`<p class="loading" role="status">${problem || "Asking Falcon …"}</p>`;
  const press = (token: string, label: string): void => void console.press(token, label, channel, undefined);
  return html`<section aria-label="Open detections">
    ${h(CardBox, { card, actions: { now, busy, press } })}
  </section>`;
}

/** Of a list and the choice below it, the choice says enough here. */
function choiceOf(card: CardView): CardView {
  const choices = card.blocks.filter(({ kind }) => kind === "choice");
  return choices.length === 0 ? card : { ...card, blocks: choices };
}

function Lines({ model }: { model: Model }): VNode {
  const lines = LINES.flatMap((name) => {
    const command = model.commands.find((one) => one.name === name);
    return command === undefined ? [] : [{ line: command.examples[0] ?? name, summary: command.summary }];
  });
  const approver = model.people.find(({ id, roles }) => id !== model.me.id && roles.includes("approver"));
  return html`
    <h3>Or say it in a line</h3>
    <p>A line that you choose is put below, and <kbd>Enter</kbd> sends it.</p>
    <ul>
      ${lines.map(
        ({ line, summary }) =>
          html`<li>
            <button type="button" class="example" onClick=${() => offerLine(line)}>
              <code>${line}</code><span>${summary}</span>
            </button>
          </li>`,
      )}
    </ul>
    ${
      model.isDemo &&
      approver !== undefined &&
      html`<p class="first-steps-note">
        Nobody approves their own request. To decide yours, become <b>${approver.name}</b> at the top right.
      </p>`
    }
  `;
}
