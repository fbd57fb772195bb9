/** A form as a dialog: built from data, each field with its label, hint and fault. */
import { useEffect, useRef } from "preact/hooks";
import type { FieldView } from "../view.ts";
import { h, html } from "./html.ts";
import type { VNode } from "./html.ts";
import { icons } from "./icons.ts";
import { drawLine } from "./inline.ts";
import type { OpenForm } from "./model.ts";

interface FormDialogProps {
  readonly open: OpenForm;
  readonly now: number;
  readonly submit: (values: Readonly<Record<string, string>>) => void;
  readonly close: () => void;
}

/** Faults stand at their fields; one about no field of the form stands below them. */
export function FormDialog({ open, now, submit, close }: FormDialogProps): VNode {
  const { form, faults, isBusy, problem, isLookingUp } = open;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    const empty = form.fields.find(({ value, kind }) => value === "" && kind !== "toggle") ?? form.fields[0];
    focusField(dialog.current, empty?.name);
    return () => dialog.current?.close();
  }, []);
  useEffect(() => focusField(dialog.current, form.fields.find(({ name }) => name in faults)?.name), [faults]);

  const loose = Object.entries(faults).filter(([name]) => !form.fields.some((field) => field.name === name));
  const send = (event: Event): void => {
    event.preventDefault();
    if (!isBusy) submit(valuesOf(event.currentTarget as HTMLFormElement));
  };
  return html`
    <dialog
      class="form-dialog"
      ref=${dialog}
      aria-labelledby="form-title"
      onCancel=${(event: Event) => {
        event.preventDefault();
        close();
      }}
    >
      <form method="dialog" novalidate onSubmit=${send}>
        <header>
          <h2 id="form-title">${form.title}</h2>
          <button type="button" class="icon-button" aria-label="Leave the form" onClick=${close}>
            ${icons.close()}
          </button>
        </header>
        <div class="form-fields">
          ${form.intro.length > 0 && html`<p class="form-intro">${drawLine(form.intro, now)}</p>`}
          ${isLookingUp && html`<p class="form-looking" role="status">Looking up what is known …</p>`}
          ${form.fields.map((field) => h(FieldRow, { key: field.name, field, fault: faults[field.name] }))}
          ${[...loose.map(([, fault]) => fault), problem].map(
            (fault) => fault !== undefined && html`<p class="fault" role="alert">${fault}</p>`,
          )}
        </div>
        <footer>
          <button type="button" class="button plain" onClick=${close}>Cancel</button>
          <button type="submit" class=${`button primary ${isBusy ? "is-busy" : ""}`} disabled=${isBusy}>
            ${form.submit}
          </button>
        </footer>
      </form>
    </dialog>
  `;
}

function FieldRow({ field, fault }: { field: FieldView; fault: string | undefined }): VNode {
  const id = `field-${field.name}`;
  const described = [field.hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(" ");
  const common = { id, name: field.name, "aria-describedby": described, "aria-invalid": fault !== undefined };
  return html`
    <div class=${`field field-${field.kind} ${fault === undefined ? "" : "has-fault"}`}>
      <label for=${id}>
        ${field.label}
        ${!field.required && field.kind !== "toggle" && html`<span class="optional">optional</span>`}
      </label>
      ${drawControl(field, { ...common, required: field.required, maxLength: field.maxLength })}
      ${field.hint && html`<p class="hint" id=${`${id}-hint`}>${field.hint}</p>`}
      ${fault && html`<p class="fault" id=${`${id}-fault`} role="alert">${fault}</p>`}
    </div>
  `;
}

// The browser keeps what is typed: a redraw (late host facts, a fault) must not put the first value back.
function drawControl(field: FieldView, common: Readonly<Record<string, unknown>>): VNode {
  switch (field.kind) {
    case "line":
      return html`<input
        ...${common}
        type="text"
        defaultValue=${field.value}
        autocomplete="off"
        spellcheck=${false}
      />`;
    case "paragraph":
      return html`<textarea
        ...${common}
        rows="3"
        defaultValue=${field.value}
        onKeyDown=${submitOnControlEnter}
      ></textarea>`;
    case "toggle":
      return html`<input
        ...${common}
        type="checkbox"
        value="true"
        defaultChecked=${field.value === "true"}
      />`;
    case "choice":
      return html`<select ...${common}>
        ${!field.required && html`<option value="" selected=${field.value === ""}>Not set</option>`}
        ${field.options.map(
          ({ value, label }) =>
            html`<option value=${value} selected=${value === field.value}>${label}</option>`,
        )}
      </select>`;
  }
}

function submitOnControlEnter(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
}

/** What was filled in; a field left empty is absent. */
function valuesOf(form: HTMLFormElement): Readonly<Record<string, string>> {
  const entries = [...new FormData(form)].flatMap(([name, value]) =>
    typeof value === "string" && value.trim() !== "" ? [[name, value.trim()] as const] : [],
  );
  return Object.fromEntries(entries);
}

function focusField(dialog: HTMLElement | null, name: string | undefined): void {
  if (name !== undefined) dialog?.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
}
