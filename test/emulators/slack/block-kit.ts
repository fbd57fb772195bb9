/**
 * Block Kit as Slack judges it: limits, required parts, unknown properties, unique ids.
 * Each fault names its place the way Slack's `response_metadata.messages` does. Written
 * from the published reference alone; it shares no table with the renderer it tests.
 */
export type Json = Readonly<Record<string, unknown>>;
export type Surface = "message" | "modal" | "home";

type Check = (value: unknown, at: string, faults: string[]) => void;
interface Shape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text =
  (max: number): Check =>
  (value, at, faults) => {
    if (typeof value !== "string") faults.push(`[ERROR] must be a string [json-pointer:${at}]`);
    else if (value.trim() === "") faults.push(`[ERROR] must be more than 0 characters [json-pointer:${at}]`);
    else if (value.length > max)
      faults.push(`[ERROR] must be less than ${max + 1} characters [json-pointer:${at}]`);
    else if (!value.isWellFormed()) faults.push(`[ERROR] invalid unicode [json-pointer:${at}]`);
  };

const flag: Check = (value, at, faults) => {
  if (typeof value !== "boolean") faults.push(`[ERROR] must be a boolean [json-pointer:${at}]`);
};

const oneOf =
  (...allowed: readonly unknown[]): Check =>
  (value, at, faults) => {
    if (!allowed.includes(value)) faults.push(`[ERROR] must be a valid enum value [json-pointer:${at}]`);
  };

const object =
  (shape: Shape): Check =>
  (value, at, faults) => {
    if (!isObject(value)) {
      faults.push(`[ERROR] must be an object [json-pointer:${at}]`);
      return;
    }
    for (const [key, check] of Object.entries(shape.required)) {
      if (value[key] === undefined)
        faults.push(`[ERROR] missing required field: ${key} [json-pointer:${at}]`);
      else check(value[key], `${at}/${key}`, faults);
    }
    for (const [key, part] of Object.entries(value)) {
      if (key in shape.required) continue;
      const check = shape.optional?.[key];
      if (check === undefined) faults.push(`[ERROR] unexpected property: ${key} [json-pointer:${at}]`);
      else check(part, `${at}/${key}`, faults);
    }
  };

const many =
  (each: Check, min: number, max: number): Check =>
  (value, at, faults) => {
    if (!Array.isArray(value)) {
      faults.push(`[ERROR] must be an array [json-pointer:${at}]`);
      return;
    }
    if (value.length < min) faults.push(`[ERROR] no fewer than ${min} items required [json-pointer:${at}]`);
    if (value.length > max) faults.push(`[ERROR] no more than ${max} items allowed [json-pointer:${at}]`);
    value.forEach((item, index) => each(item, `${at}/${index}`, faults));
  };

const byType =
  (types: Readonly<Record<string, Check>>): Check =>
  (value, at, faults) => {
    const check = isObject(value) ? types[String(value["type"])] : undefined;
    if (check === undefined) faults.push(`[ERROR] unsupported type [json-pointer:${at}/type]`);
    else check(value, at, faults);
  };

const type = oneOf;
const anything: Check = () => undefined;

const plainText = (max: number): Check =>
  object({ required: { type: type("plain_text"), text: text(max) }, optional: { emoji: flag } });
const mrkdwn = (max: number): Check =>
  object({ required: { type: type("mrkdwn"), text: text(max) }, optional: { verbatim: flag } });
const anyText = (max: number): Check => byType({ plain_text: plainText(max), mrkdwn: mrkdwn(max) });

const option = object({
  required: { text: anyText(75), value: text(150) },
  optional: { description: anyText(75), url: text(3_000) },
});
const confirm = object({
  required: { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  optional: { style: oneOf("primary", "danger") },
});
const id = text(255);

const button = object({
  required: { type: type("button"), text: plainText(75) },
  optional: {
    action_id: id,
    value: text(2_000),
    url: text(3_000),
    style: oneOf("primary", "danger"),
    confirm,
    accessibility_label: text(75),
  },
});
const staticSelect = object({
  required: { type: type("static_select"), options: many(option, 1, 100) },
  optional: {
    action_id: id,
    placeholder: plainText(150),
    initial_option: option,
    confirm,
    focus_on_load: flag,
  },
});
const overflow = object({
  required: { type: type("overflow"), options: many(option, 1, 5) },
  optional: { action_id: id, confirm },
});
const chosen = (kind: string, initial: string): Check =>
  object({
    required: { type: type(kind), options: many(option, 1, 10) },
    optional: { action_id: id, [initial]: anything, confirm, focus_on_load: flag },
  });
const checkboxes = chosen("checkboxes", "initial_options");
const radio = chosen("radio_buttons", "initial_option");

const textInput: Check = (value, at, faults) => {
  object({
    required: { type: type("plain_text_input") },
    optional: {
      action_id: id,
      placeholder: plainText(150),
      initial_value: anything,
      multiline: flag,
      min_length: anything,
      max_length: anything,
      dispatch_action_config: anything,
      focus_on_load: flag,
    },
  })(value, at, faults);
  if (!isObject(value)) return;
  const most = value["max_length"] ?? 3_000;
  if (typeof most !== "number" || most < 1 || most > 3_000)
    faults.push(`[ERROR] must be between 1 and 3000 [json-pointer:${at}/max_length]`);
  const initial = value["initial_value"];
  if (initial !== undefined && (typeof initial !== "string" || initial.length > Number(most)))
    faults.push(`[ERROR] must be less than max_length [json-pointer:${at}/initial_value]`);
};

const interactive = byType({
  button,
  static_select: staticSelect,
  overflow,
  checkboxes,
  radio_buttons: radio,
});
const inputElement = byType({
  plain_text_input: textInput,
  static_select: staticSelect,
  checkboxes,
  radio_buttons: radio,
});

const section: Check = (value, at, faults) => {
  object({
    required: { type: type("section") },
    optional: {
      text: anyText(3_000),
      fields: many(anyText(2_000), 1, 10),
      accessory: interactive,
      block_id: id,
      expand: flag,
    },
  })(value, at, faults);
  if (isObject(value) && value["text"] === undefined && value["fields"] === undefined)
    faults.push(`[ERROR] either text or fields required [json-pointer:${at}]`);
};

const BLOCKS: Readonly<Record<string, Check>> = {
  section,
  header: object({ required: { type: type("header"), text: plainText(150) }, optional: { block_id: id } }),
  divider: object({ required: { type: type("divider") }, optional: { block_id: id } }),
  context: object({
    required: { type: type("context"), elements: many(anyText(3_000), 1, 10) },
    optional: { block_id: id },
  }),
  actions: object({
    required: { type: type("actions"), elements: many(interactive, 1, 25) },
    optional: { block_id: id },
  }),
  input: object({
    required: { type: type("input"), label: plainText(2_000), element: inputElement },
    optional: { block_id: id, hint: plainText(2_000), optional: flag, dispatch_action: flag },
  }),
};

/** Faults of a list of blocks; none: Slack would take them. */
export function blockFaults(blocks: unknown, surface: Surface): readonly string[] {
  const faults: string[] = [];
  const allowed = Object.fromEntries(
    Object.entries(BLOCKS).filter(([kind]) => surface === "modal" || kind !== "input"),
  );
  many(byType(allowed), 0, surface === "message" ? 50 : 100)(blocks, "/blocks", faults);
  if (Array.isArray(blocks)) faults.push(...repeatedIds(blocks.filter(isObject)));
  return faults;
}

/** Faults of a whole view, its blocks included. */
export function viewFaults(view: unknown): readonly string[] {
  if (!isObject(view)) return ["[ERROR] must be an object [json-pointer:/view]"];
  const faults: string[] = [];
  const common = {
    callback_id: id,
    private_metadata: text(3_000),
    external_id: id,
  };
  const modal: Shape = {
    required: { type: type("modal"), title: plainText(24), blocks: anything },
    optional: {
      ...common,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  };
  const home: Shape = { required: { type: type("home"), blocks: anything }, optional: common };
  const isModal = view["type"] !== "home";
  object(isModal ? modal : home)(view, "/view", faults);
  faults.push(...blockFaults(view["blocks"], isModal ? "modal" : "home"));
  const hasInputs =
    Array.isArray(view["blocks"]) && view["blocks"].some((b) => isObject(b) && b["type"] === "input");
  if (isModal && hasInputs && view["submit"] === undefined)
    faults.push("[ERROR] submit is required when an input block is present [json-pointer:/view/submit]");
  return faults;
}

function repeatedIds(blocks: readonly Json[]): readonly string[] {
  const faults: string[] = [];
  const seen = new Set<string>();
  for (const [index, block] of blocks.entries()) {
    const blockId = block["block_id"];
    if (typeof blockId === "string" && seen.has(blockId))
      faults.push(`[ERROR] duplicate block_id [json-pointer:/blocks/${index}/block_id]`);
    if (typeof blockId === "string") seen.add(blockId);
    const actions = new Set<unknown>();
    for (const element of elementsOf(block)) {
      const actionId = element["action_id"];
      if (actionId !== undefined && actions.has(actionId))
        faults.push(`[ERROR] duplicate action_id [json-pointer:/blocks/${index}/elements]`);
      actions.add(actionId);
    }
  }
  return faults;
}

/** Interactive parts of one block, wherever Slack allows them. */
export function elementsOf(block: Json): readonly Json[] {
  const listed = Array.isArray(block["elements"]) ? block["elements"].filter(isObject) : [];
  const single = [block["accessory"], block["element"]].filter(isObject);
  return [...listed, ...single];
}
