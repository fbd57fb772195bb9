/** A form as a Slack modal, and what was typed into it read back. */
import type { Field, Form, FormFaults, FormValues } from "../../src/chat/form.ts";
import { clip, visible } from "../../src/chat/visible.ts";
import type { SelectOption, SlackBlock } from "./block-kit.ts";
import { plainText, section } from "./block-kit.ts";
import { mrkdwn } from "./inline.ts";
import { LIMITS } from "./limits.ts";

interface ModalView {
  readonly type: "modal";
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly title: ReturnType<typeof plainText>;
  readonly submit: ReturnType<typeof plainText>;
  readonly close: ReturnType<typeof plainText>;
  readonly blocks: readonly SlackBlock[];
}

/** `callback_id` of our forms; others are not ours to read. */
export const FORM_CALLBACK = "falconer-form";
const BLOCK_PREFIX = "field:";
const ACTION = "value";
const ON = "true";

/** `note` travels with the view and comes back with the submission; it proves nothing. */
export function renderForm(form: Form, note: string): ModalView {
  const intro = form.intro === undefined ? [] : [section(mrkdwn(form.intro, LIMITS.sectionText).text)];
  return {
    type: "modal",
    callback_id: FORM_CALLBACK,
    private_metadata: note,
    title: plainText(clip(visible(form.title), LIMITS.viewTitle)),
    submit: plainText(clip(visible(form.submit), LIMITS.viewTitle)),
    close: plainText("Cancel"),
    blocks: [...intro, ...form.fields.slice(0, LIMITS.viewBlocks - intro.length).map(drawField)],
  };
}

function drawField(field: Field): SlackBlock {
  return {
    type: "input",
    block_id: BLOCK_PREFIX + field.name,
    label: plainText(clip(visible(field.label), LIMITS.inputLabel)),
    element: fieldElement(field),
    optional: !field.required || field.kind === "toggle",
    ...(field.hint === undefined || field.hint.trim() === ""
      ? {}
      : { hint: plainText(clip(visible(field.hint), LIMITS.inputHint)) }),
  };
}

type FieldElement = Extract<SlackBlock, { type: "input" }>["element"];

function fieldElement(field: Field): FieldElement {
  switch (field.kind) {
    case "line":
    case "paragraph": {
      const most = Math.min(field.maxLength ?? LIMITS.inputText, LIMITS.inputText);
      return {
        type: "plain_text_input",
        action_id: ACTION,
        multiline: field.kind === "paragraph",
        max_length: most,
        ...(field.value === undefined || field.value === ""
          ? {}
          : { initial_value: clip(field.value.toWellFormed(), most) }),
      };
    }
    case "choice": {
      const options = (field.options ?? []).slice(0, LIMITS.options).map(option);
      const initial = options.find((candidate) => candidate.value === field.value);
      return {
        type: "static_select",
        action_id: ACTION,
        options,
        ...(initial === undefined ? {} : { initial_option: initial }),
      };
    }
    case "toggle":
    default: {
      const on = option({ value: ON, label: "Yes" });
      return {
        type: "checkboxes",
        action_id: ACTION,
        options: [on],
        ...(field.value === ON ? { initial_options: [on] } : {}),
      };
    }
  }
}

const option = ({ value, label }: { readonly value: string; readonly label: string }): SelectOption => ({
  text: plainText(clip(visible(label), LIMITS.optionText)),
  value: value.slice(0, LIMITS.optionValue),
});

/** `state.values` of a submission; what was left empty is absent. */
export interface ViewState {
  readonly [block: string]: {
    readonly [action: string]: {
      readonly value?: string | null | undefined;
      readonly selected_option?: { readonly value: string } | null | undefined;
      readonly selected_options?: readonly unknown[] | undefined;
    };
  };
}

/** By field name; a field that was left empty is absent, a toggle that is on is `true`. */
export function readForm(state: ViewState): FormValues {
  const entries = Object.entries(state).flatMap(([block, actions]) => {
    const typed = actions[ACTION];
    if (!block.startsWith(BLOCK_PREFIX) || typed === undefined) return [];
    const isOn = (typed.selected_options ?? []).length > 0;
    const value = typed.value ?? typed.selected_option?.value ?? (isOn ? ON : "");
    return value === "" ? [] : [[block.slice(BLOCK_PREFIX.length), value] as const];
  });
  return Object.fromEntries(entries);
}

/** Faults at the inputs that Slack knows; one about another field goes to the first. */
export function faultErrors(faults: FormFaults, state: ViewState): Readonly<Record<string, string>> {
  const known = Object.keys(state);
  return Object.fromEntries(
    Object.entries(faults).map(([field, sentence]) => {
      const block = BLOCK_PREFIX + field;
      return [known.includes(block) ? block : (known[0] ?? block), sentence];
    }),
  );
}
