/**
 * A form as a Discord modal, and what was typed into it read back. A modal has five inputs and
 * only lines of text in them: choices and switches are typed, and optional fields beyond the
 * fifth are left out; what was known of those rides along.
 */
import type { Field, Form, FormFaults, FormValues } from "../../src/chat/form.ts";
import type { Card, Press } from "../../src/chat/card.ts";
import { asks, buttons, list, text, toned } from "../../src/chat/card.ts";
import { clip, visible } from "../../src/chat/visible.ts";
import { LIMITS } from "./limits.ts";
import type { InputComponent, Row } from "./payload.ts";
import { input, row } from "./payload.ts";

/** Has to be the first answer to its interaction; nothing can be added once it is open. */
export interface Modal {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Row<InputComponent>[];
}

const YES = "yes";
const NO = "no";
const SHORT_INPUT = 300;

/** `custom_id` is a sealed token of at most 100 characters: what was known of hidden fields is in it. */
export function renderForm(form: Form, seal: (press: Press) => string): Modal {
  const shown = shownFields(form);
  const hidden = form.fields.filter((field) => !shown.includes(field) && (field.value ?? "") !== "");
  const args = Object.fromEntries(hidden.map(({ name, value = "" }) => [name, value]));
  return {
    // The token says which form it is, also after a restart; rights are judged when it comes back.
    custom_id: seal({ command: form.command, args, as: "form" }),
    title: oneLine(form.title, LIMITS.modalTitle),
    components: shown.map((field) => row(drawField(field))),
  };
}

/** The required ones, then as many others as there is room for, in the form's order. */
function shownFields(form: Form): readonly Field[] {
  const byNeed = form.fields.toSorted((a, b) => Number(b.required) - Number(a.required));
  const kept = new Set(byNeed.slice(0, LIMITS.modalInputs));
  return form.fields.filter((field) => kept.has(field));
}

function drawField(field: Field): InputComponent {
  const isLong = field.kind === "paragraph";
  const most = Math.min(field.maxLength ?? (isLong ? LIMITS.inputText : SHORT_INPUT), LIMITS.inputText);
  const value = clip(
    (field.kind === "toggle" ? yesOrNo(field.value) : (field.value ?? "")).toWellFormed(),
    most,
  );
  const hint = hintOf(field);
  return input({
    custom_id: field.name,
    label: oneLine(field.label, LIMITS.inputLabel),
    isLong,
    required: field.required && field.kind !== "toggle",
    max_length: most,
    ...(value.trim() === "" ? {} : { value }),
    ...(hint === "" ? {} : { placeholder: oneLine(hint, LIMITS.inputHint) }),
  });
}

const oneLine = (words: string, most: number): string => clip(visible(words).trim(), most).trim() || "…";

const yesOrNo = (value: string | undefined): string =>
  value === undefined ? "" : value === "true" ? YES : NO;

function hintOf(field: Field): string {
  if (field.kind === "toggle") return `${YES} or ${NO}${field.hint === undefined ? "" : `: ${field.hint}`}`;
  if (field.kind === "choice") return `one of ${(field.options ?? []).map(({ value }) => value).join(", ")}`;
  return field.hint?.trim() ?? "";
}

/** What was typed over what was known; a field that was shown and left empty is absent. */
export function readForm(form: Form, typed: FormValues): FormValues {
  const entries = form.fields.flatMap((field) => {
    const value = Object.hasOwn(typed, field.name) ? typedValue(field, typed[field.name] ?? "") : field.value;
    return value === undefined || value.trim() === "" ? [] : [[field.name, value] as const];
  });
  return Object.fromEntries(entries);
}

/** Labels and values of a choice are both understood. */
function typedValue(field: Field, typed: string): string {
  const word = typed.trim().toLowerCase();
  const chosen = field.options?.find(({ value, label }) =>
    [value, label].some((one) => one.toLowerCase() === word),
  );
  return chosen?.value ?? (field.kind === "toggle" ? word : typed);
}

/** Discord cannot show a fault at its field: told afterwards, with the way back into the form. */
export function faultCard(form: Form, values: FormValues, faults: FormFaults): Card {
  return toned(
    "warning",
    "Not sent yet",
    text("Nothing was done:"),
    list(Object.values(faults)),
    buttons(asks("Open the form again", form.command, values, "primary")),
  );
}
