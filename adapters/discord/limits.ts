/**
 * Discord's limits in one place, counted on the escaped string.
 * https://discord.com/developers/docs/resources/message
 */
export const LIMITS = {
  content: 2_000,
  embeds: 10,
  /** Titles, descriptions, fields and footers of all embeds of one message together. */
  allEmbeds: 6_000,
  embedTitle: 256,
  embedDescription: 4_096,
  embedFields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  options: 25,
  optionText: 100,
  placeholder: 150,
  url: 512,
  files: 10,
  fileBytes: 10 * 1_024 * 1_024,
  /** Of one request with everything in it; Discord refuses above 25 MiB. */
  allFilesBytes: 24 * 1_024 * 1_024,
  altText: 1_024,
  modalTitle: 45,
  modalInputs: 5,
  inputLabel: 45,
  inputText: 4_000,
  inputHint: 100,
  threadName: 100,
  commandOptions: 25,
  commandName: 32,
  commandDescription: 100,
  /** Names, descriptions and choices of one command with everything under it. */
  commandSize: 8_000,
  choiceText: 100,
  commandInput: 6_000,
} as const;

/** A card in words, with room for its mark. */
export const PLAIN_MESSAGE = LIMITS.content - 40;

/** Room left in the embeds for the footer and for the word that something was shortened. */
export const SPARED = 200;

/** Preformatted text up to this many characters is shown whole. */
export const CODE_INLINE = 1_500;
/** What is shown of longer text: this much of its beginning, and of its end. */
export const CODE_HEAD = 800;
export const CODE_TAIL = 600;

/** Up to this many choices are buttons, more are a menu. */
export const CHOICE_BUTTONS = 5;
