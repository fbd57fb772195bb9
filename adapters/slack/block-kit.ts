/** The few parts of Block Kit that we draw, as types and tiny builders. */

interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  /** False: `:codes:` in foreign text stay text. */
  readonly emoji: false;
}
interface MarkedText {
  readonly type: "mrkdwn";
  readonly text: string;
  /** True: bare addresses and names are not made into links. */
  readonly verbatim: true;
}
/** `value` holds the sealed token: at most 150 characters, text and description 75 each. */
export interface SelectOption {
  readonly text: PlainText;
  readonly value: string;
  readonly description?: PlainText;
}
/** `action_id` has to be unique within its block; what is pressed is in `value`. */
export interface ButtonElement {
  readonly type: "button";
  readonly action_id: string;
  readonly text: PlainText;
  readonly value: string;
  readonly style?: "primary" | "danger";
}
interface SelectElement {
  readonly type: "static_select";
  readonly action_id: string;
  readonly placeholder?: PlainText;
  readonly options: readonly SelectOption[];
  readonly initial_option?: SelectOption;
}
interface CheckboxElement {
  readonly type: "checkboxes";
  readonly action_id: string;
  readonly options: readonly SelectOption[];
  readonly initial_options?: readonly SelectOption[];
}
interface TextInputElement {
  readonly type: "plain_text_input";
  readonly action_id: string;
  readonly multiline: boolean;
  readonly max_length: number;
  readonly initial_value?: string;
}

/** Slack refuses a message for one property that it does not know, so nothing else is ever added. */
export type SlackBlock =
  | { readonly type: "header"; readonly text: PlainText }
  | { readonly type: "section"; readonly text: MarkedText }
  | { readonly type: "section"; readonly fields: readonly MarkedText[] }
  | { readonly type: "context"; readonly elements: readonly MarkedText[] }
  | { readonly type: "divider" }
  | { readonly type: "actions"; readonly elements: readonly (ButtonElement | SelectElement)[] }
  | {
      readonly type: "input";
      readonly block_id: string;
      readonly label: PlainText;
      readonly element: TextInputElement | SelectElement | CheckboxElement;
      readonly optional: boolean;
      readonly hint?: PlainText;
    };

/** Shown where there is nothing: Slack refuses empty texts. */
const NOTHING = "—";

/** For labels and titles: nothing in it is read as markup, so it needs no escaping. */
export const plainText = (text: string): PlainText => ({
  type: "plain_text",
  text: text.trim() === "" ? NOTHING : text,
  emoji: false,
});
/** `text` has to be escaped already. */
export const marked = (text: string): MarkedText => ({
  type: "mrkdwn",
  text: text.trim() === "" ? NOTHING : text,
  verbatim: true,
});
/** A paragraph of markup that is escaped already, 3,000 characters at most. */
export const section = (text: string): SlackBlock => ({ type: "section", text: marked(text) });
/** The same as small print. */
export const small = (text: string): SlackBlock => ({ type: "context", elements: [marked(text)] });
