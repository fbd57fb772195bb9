/** The list over the line: what may come next, from the page's own knowledge and from the bot's. */
import { useEffect, useState } from "preact/hooks";
import type { CommandView } from "../view.ts";
import type { Api } from "./api.ts";
import { html } from "./html.ts";
import type { VNode } from "./html.ts";
import type { Completion } from "./line.ts";
import { commandOf, completions } from "./line.ts";

const MOST = 8;
const ASK_AFTER_MS = 120;

/** The bot is asked 120 ms after the last key; an answer for another line is dropped. */
export function useCompletions(
  line: string,
  commands: readonly CommandView[],
  isWanted: boolean,
  suggest: Api["suggest"],
): readonly Completion[] {
  const [found, setFound] = useState<{ readonly line: string; readonly offered: readonly Completion[] }>();
  // The bot is asked only once a command is known: names of hosts, requests and alerts are its own.
  const asks = isWanted && /\s/.test(line.trimStart()) && commandOf(line, commands) !== undefined;
  useEffect(() => {
    if (!asks) return undefined;
    const ended = new AbortController();
    const timer = setTimeout(() => {
      suggest(line, ended.signal)
        .then(({ suggestions }) =>
          setFound({ line, offered: suggestions.map((s) => ({ ...s, detail: s.detail ?? "" })) }),
        )
        .catch(() => setFound(undefined)); // Completion is a convenience; the line works without it.
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [line, asks]);

  if (!isWanted || line === "") return [];
  const fromBot = asks && found?.line === line ? found.offered : [];
  const known = new Set(fromBot.map(({ value }) => value.trim()));
  return [...fromBot, ...completions(line, commands).filter(({ value }) => !known.has(value.trim()))].slice(
    0,
    MOST,
  );
}

export function CompletionList(props: {
  id: string;
  offered: readonly Completion[];
  chosen: number;
  pick: (index: number) => void;
}): VNode {
  const { id, offered, chosen, pick } = props;
  return html`
    <ul
      class=${`completions ${offered.length > 0 ? "" : "is-empty"}`}
      id=${id}
      role="listbox"
      aria-label="What may come next"
    >
      ${offered.map(
        ({ label, detail }, index) =>
          html`<li
            id=${`${id}-${index}`}
            role="option"
            aria-selected=${index === chosen}
            onPointerDown=${(event: Event) => {
              event.preventDefault(); // The line keeps the focus.
              pick(index);
            }}
          >
            <span class="completion-label"><bdi>${label}</bdi></span>
            <span class="completion-detail">${detail}</span>
          </li>`,
      )}
    </ul>
  `;
}
