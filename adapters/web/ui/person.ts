/** Who acts: the coloured initials, and in the demo the way to become somebody else. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { PersonView } from "../view.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { hueOf } from "./model.ts";

const SPACE = 0x20;

export function Avatar({ name, hue }: { name: string; hue: number }): VNode {
  const initials = name
    .split(/\s+/)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? SPACE))
    .slice(0, 2)
    .join("");
  return html`<span class=${`avatar hue-${hue}`} aria-hidden="true">${initials.toUpperCase()}</span>`;
}

interface SwitcherProps {
  readonly me: PersonView;
  readonly people: readonly PersonView[];
  readonly become: (person: string) => void;
}

const ROLES_BY_REACH = ["admin", "approver", "responder", "viewer"] as const;

/** The role that says most about a person. */
const mainRole = ({ roles }: PersonView): string =>
  ROLES_BY_REACH.find((role) => roles.includes(role)) ?? "no role";

/** With one person there is nothing to choose, and no menu. */
export function Switcher({ me, people, become }: SwitcherProps): VNode {
  const [isOpen, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const close = (event: Event): void => {
      if (event.target instanceof Node && frame.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, [isOpen]);

  const face = (person: PersonView): VNode => html`
    ${h(Avatar, { name: person.name, hue: hueOf(people, person.id) })}
    <span class="person-name">${person.name}</span>
  `;
  const role = html`<span class="role">${mainRole(me)}</span>`;
  if (people.length < 2)
    return html`<div class="switcher">
      ${role}
      <div class="person">${face(me)}</div>
    </div>`;
  return html`
    <div
      class="switcher"
      ref=${frame}
      onKeyDown=${(event: KeyboardEvent) => {
        if (event.key === "Escape") setOpen(false);
        if (event.key === "ArrowDown" || event.key === "ArrowUp") moveFocus(frame.current, event);
      }}
    >
      ${role}
      <button
        type="button"
        class="person"
        aria-haspopup="true"
        aria-expanded=${isOpen}
        aria-label=${`You are ${me.name}. Become somebody else`}
        onClick=${() => setOpen(!isOpen)}
      >
        ${face(me)} ${icons.chevron()}
      </button>
      ${
        isOpen &&
        html`<div class="people">
          <p class="people-hint">In this demo you may act as any of them.</p>
          ${people.map(
            (person) =>
              html`<button
                type="button"
                class="person"
                aria-current=${person.id === me.id}
                onClick=${() => {
                  setOpen(false);
                  become(person.id);
                }}
              >
                ${face(person)}
                <span class="role">${mainRole(person)}</span>
              </button>`,
          )}
        </div>`
      }
    </div>
  `;
}

function moveFocus(frame: HTMLElement | null, event: KeyboardEvent): void {
  const items = [...(frame?.querySelectorAll<HTMLElement>(".people .person") ?? [])];
  if (items.length === 0) return;
  event.preventDefault();
  const at = items.findIndex((item) => item === document.activeElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  items[(at + step + items.length) % items.length]?.focus();
}
