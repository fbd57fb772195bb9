/** The line: typing, completion by arrows and Tab, history, sending. Text that did not go out stays. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { CommandView } from "../view.ts";
import { CompletionList, useCompletions } from "./completion.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { commandOf, complete, currentArg, writeArg } from "./line.ts";
import type { Api } from "./api.ts";
import { attached, Attach } from "./attach.ts";
import type { AttachedFile } from "./attach.ts";
import { Avatar } from "./person.ts";

interface ComposerProps {
  /** Where the line goes; a draft is kept for each. */
  readonly place: string;
  readonly label: string;
  readonly placeholder: string;
  readonly speaker: { readonly name: string; readonly hue: number };
  readonly commands: readonly CommandView[];
  /** Inside a thread words are offered only after a slash: most lines there are no commands of ours. */
  readonly isThread: boolean;
  readonly suggest: Api["suggest"];
  readonly say: (text: string, files: readonly AttachedFile[]) => Promise<void>;
}

const LINE_LENGTH = 4_000;
const HISTORY_LENGTH = 50;
const drafts = new Map<string, string>();
const history: string[] = [];

/** Drafts are kept for each place, and the last fifty lines for all, until the page is left. */
export function Composer(props: ComposerProps): VNode {
  const { place, commands, isThread } = props;
  const [line, setLine] = useState(drafts.get(place) ?? "");
  const [problem, setProblem] = useState("");
  const [isSending, setSending] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const [isListOpen, setListOpen] = useState(false);
  const [files, setFiles] = useState<readonly File[]>([]);
  const recalled = useRef(-1);
  const input = useRef<HTMLInputElement>(null);

  useEffect(() => setLine(drafts.get(place) ?? ""), [place]);
  const write = (text: string, opensList = true): void => {
    drafts.set(place, text);
    setLine(text);
    setProblem("");
    setChosen(-1);
    setListOpen(opensList);
  };
  useLineRequests(place, (text) => {
    write(text, false);
    input.current?.focus();
  });

  const wantsCompletion = isListOpen && (!isThread || line.startsWith("/"));
  const offered = useCompletions(line, commands, wantsCompletion, props.suggest);
  const listId = `completions-${isThread ? "thread" : "channel"}`;

  const send = async (): Promise<void> => {
    const text = line.trim();
    if ((text === "" && files.length === 0) || isSending) return;
    setSending(true);
    try {
      await props.say(text, await attached(files));
      setFiles([]);
      if (text !== "") history.unshift(text);
      history.length = Math.min(history.length, HISTORY_LENGTH);
      recalled.current = -1;
      write("", false);
    } catch (error) {
      setProblem(`Not sent. ${error instanceof Error ? error.message : ""}`);
    } finally {
      setSending(false);
      input.current?.focus();
    }
  };
  const pick = (index: number): void => {
    const picked = offered[index];
    if (picked !== undefined) write(complete(line, picked.value));
    input.current?.focus();
  };
  const recall = (step: number): void => {
    const next = Math.max(-1, Math.min(history.length - 1, recalled.current + step));
    recalled.current = next;
    write(history[next] ?? "", false);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const acted = onComposerKey(event.key, { isOpen: offered.length > 0, chosen, count: offered.length });
    if (acted === undefined) return;
    event.preventDefault();
    if (acted.do === "send") void send();
    else if (acted.do === "pick") pick(acted.index);
    else if (acted.do === "choose") setChosen(acted.index);
    else if (acted.do === "close") setListOpen(false);
    else if (acted.do === "recall" && (line === "" || recalled.current >= 0)) recall(acted.step);
    else setListOpen(true);
  };

  return html`
    <form
      class="composer"
      onSubmit=${(event: Event) => {
        event.preventDefault();
        void send();
      }}
    >
      ${h(CompletionList, { id: listId, offered, chosen, pick })}
      <div class="composer-frame">
        ${h(Avatar, props.speaker)}
        <input
          ref=${input}
          class="composer-input"
          data-line=${isThread ? "thread" : "channel"}
          type="text"
          role="combobox"
          autocomplete="off"
          autocapitalize="off"
          spellcheck=${false}
          maxlength=${LINE_LENGTH}
          aria-label=${props.label}
          aria-autocomplete="list"
          aria-expanded=${offered.length > 0}
          aria-controls=${listId}
          aria-activedescendant=${chosen >= 0 ? `${listId}-${chosen}` : undefined}
          placeholder=${props.placeholder}
          value=${line}
          onInput=${(event: Event) => write((event.currentTarget as HTMLInputElement).value)}
          onKeyDown=${onKey}
          onBlur=${() => setListOpen(false)}
        />
        ${isThread && h(Attach, { files, change: setFiles })}
        <button
          type="submit"
          class="send"
          aria-label="Send"
          disabled=${(line.trim() === "" && files.length === 0) || isSending}
        >
          ${icons.send()}
        </button>
      </div>
      <div class="composer-hint" aria-live="polite">
        ${problem === "" ? h(Signature, { line, commands, isThread }) : html`<span class="fault">${problem}</span>`}
      </div>
    </form>
  `;
}

type Acted =
  | { readonly do: "send" | "close" }
  | { readonly do: "pick" | "choose"; readonly index: number }
  | { readonly do: "recall"; readonly step: number };

/** What a key means, given the list above the line. */
function onComposerKey(
  key: string,
  list: { readonly isOpen: boolean; readonly chosen: number; readonly count: number },
): Acted | undefined {
  const { isOpen, chosen, count } = list;
  if (key === "Enter") return isOpen && chosen >= 0 ? { do: "pick", index: chosen } : { do: "send" };
  if (key === "Tab" && isOpen) return { do: "pick", index: Math.max(chosen, 0) };
  if (key === "Escape" && isOpen) return { do: "close" };
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const down = key === "ArrowDown";
  if (!isOpen) return { do: "recall", step: down ? -1 : 1 };
  const next = down ? chosen + 1 : chosen < 0 ? count - 1 : chosen - 1;
  return { do: "choose", index: ((next % count) + count) % count };
}

/** How the command being typed is written, with the part that comes next standing out. */
function Signature({
  line,
  commands,
  isThread,
}: {
  line: string;
  commands: readonly CommandView[];
  isThread: boolean;
}) {
  const command = isThread && !line.startsWith("/") ? undefined : commandOf(line, commands);
  if (command === undefined && isThread) return null;
  if (command === undefined)
    return html`<span class="keys"
      ><kbd>/</kbd> to type · <kbd>↑</kbd><kbd>↓</kbd> to choose · <kbd>Enter</kbd> to send</span
    >`;
  const current = currentArg(line, command);
  return html`<span class="signature">
    <b>${command.name}</b>
    ${command.args.map((arg) => html` <span class=${arg === current ? "is-current" : ""}>${writeArg(arg)}</span>`)}
    <span class="signature-help">${current?.hint ?? command.summary}</span>
  </span>`;
}

const requests = new EventTarget();

/** Puts a line into the channel's composer, ready to be read, changed and sent. */
export const offerLine = (text: string): void => {
  requests.dispatchEvent(new CustomEvent("line", { detail: text }));
};

function useLineRequests(place: string, take: (text: string) => void): void {
  useEffect(() => {
    const listen = (event: Event): void => take((event as CustomEvent<string>).detail);
    requests.addEventListener("line", listen);
    return () => requests.removeEventListener("line", listen);
  }, [place]);
}
