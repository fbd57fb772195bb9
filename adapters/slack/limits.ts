/**
 * Slack's limits in one place, counted on the escaped string.
 * https://docs.slack.dev/reference/block-kit
 */
export const LIMITS = {
  messageBlocks: 50,
  viewBlocks: 100,
  sectionText: 3_000,
  fields: 10,
  fieldText: 2_000,
  header: 150,
  contextText: 3_000,
  buttonsPerBlock: 25,
  buttonLabel: 75,
  options: 100,
  optionText: 75,
  optionValue: 150,
  placeholder: 150,
  viewTitle: 24,
  inputText: 3_000,
  inputLabel: 2_000,
  inputHint: 2_000,
  url: 3_000,
  altText: 1_000,
  /** Slack takes a gigabyte; all of it would have to be in memory here. */
  fileBytes: 50 * 1_024 * 1_024,
} as const;

/** The text of a message that has no blocks: longer is cut by Slack at 40,000, read by nobody at 4,000. */
export const PLAIN_MESSAGE = 3_900;

/** What phones show. */
export const NOTIFICATION = 300;

/**
 * All texts of one message together. Slack publishes no figure, but answers
 * `msg_blocks_too_long` well before 50 full sections; this stays clear of it.
 */
export const MESSAGE_TEXT = 12_000;

/** Preformatted text up to this many escaped characters is shown whole. */
export const CODE_INLINE = 2_900;
/** What is shown of longer text: this much of its beginning, and of its end. */
export const CODE_HEAD = 1_400;
export const CODE_TAIL = 1_000;

/** Up to this many choices are buttons, more are a menu. */
export const CHOICE_BUTTONS = 5;
