/** The parts of Discord messages that we send, as plain objects. */

/** Neither part may be empty. */
export interface EmbedField {
  readonly name: string;
  readonly value: string;
  readonly inline: boolean;
}

/** Only what we draw; texts are escaped already. */
export interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly color?: number;
  readonly fields?: readonly EmbedField[];
  readonly image?: { readonly url: string };
  readonly footer?: { readonly text: string };
}

const TYPE = { row: 1, button: 2, select: 3, input: 4 } as const;
const STYLE = { primary: 1, secondary: 2, success: 3, danger: 4 } as const;

interface ButtonComponent {
  readonly type: typeof TYPE.button;
  readonly style: number;
  readonly label: string;
  readonly custom_id: string;
}

/** `value` holds the sealed token. Label, value and description: 100 characters each. */
export interface SelectOption {
  readonly label: string;
  readonly value: string;
  readonly description?: string;
}

interface SelectComponent {
  readonly type: typeof TYPE.select;
  readonly custom_id: string;
  readonly placeholder: string;
  readonly options: readonly SelectOption[];
}

/** A line or a paragraph of text in a modal; its `custom_id` is the field's name. */
export interface InputComponent {
  readonly type: typeof TYPE.input;
  readonly custom_id: string;
  readonly label: string;
  readonly style: number;
  readonly required: boolean;
  readonly max_length: number;
  readonly value?: string;
  readonly placeholder?: string;
}

/** Five buttons, or one menu, or one input. */
export interface Row<T = ButtonComponent | SelectComponent> {
  readonly type: typeof TYPE.row;
  readonly components: readonly T[];
}

export const row = <T>(...components: readonly T[]): Row<T> => ({ type: TYPE.row, components });

/** `id` is the sealed token; one that stands twice in a message makes Discord refuse it. */
export const button = (
  label: string,
  id: string,
  style: "primary" | "danger" | undefined,
): ButtonComponent => ({
  type: TYPE.button,
  style: STYLE[style ?? "secondary"],
  label,
  custom_id: id,
});

/** The chosen token comes back in `values`; `id` only tells menus of a message apart. */
export const select = (
  id: string,
  placeholder: string,
  options: readonly SelectOption[],
): SelectComponent => ({ type: TYPE.select, custom_id: id, placeholder, options });

export const input = (
  parts: Omit<InputComponent, "type" | "style"> & { readonly isLong: boolean },
): InputComponent => {
  const { isLong, ...rest } = parts;
  return { type: TYPE.input, style: isLong ? 2 : 1, ...rest };
};
