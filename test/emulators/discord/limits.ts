/**
 * What Discord refuses with 50035, as sentences `path: what`. Written from the documentation,
 * apart from the adapter's own table.
 */
import type { Json } from "./world.ts";

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function length(path: string, value: unknown, least: number, most: number): readonly string[] {
  if (value === undefined || value === null) return least > 0 ? [`${path}: This field is required`] : [];
  if (typeof value !== "string") return [`${path}: must be a string`];
  if (!value.isWellFormed()) return [`${path}: is no well-formed text`];
  const size = value.trim().length;
  return size < least || value.length > most
    ? [`${path}: Must be between ${least} and ${most} in length`]
    : [];
}

const optional = (path: string, value: unknown, most: number): readonly string[] =>
  value === undefined || value === null ? [] : length(path, value, 1, most);

export function messageFaults(body: Json): readonly string[] {
  const embeds = listOf(body["embeds"]);
  const total = embeds.reduce((sum, embed) => sum + embedSize(embed), 0);
  return [
    ...length("content", body["content"] ?? "", 0, 2_000),
    ...(embeds.length > 10 ? ["embeds: Must be 10 or fewer in length"] : []),
    ...embeds.flatMap((embed, index) => embedFaults(`embeds.${index}`, embed)),
    ...(total > 6_000 ? ["embeds: Embed size exceeds maximum size of 6000"] : []),
    ...componentFaults(listOf(body["components"])),
    ...listOf(body["attachments"]).flatMap((one, index) =>
      optional(`attachments.${index}.description`, one["description"], 1_024),
    ),
    ...(textOf(body["nonce"]).length > 25 ? ["nonce: Must be 25 or fewer in length"] : []),
  ];
}

function embedSize(embed: Json): number {
  const footer = isObject(embed["footer"]) ? textOf(embed["footer"]["text"]) : "";
  const author = isObject(embed["author"]) ? textOf(embed["author"]["name"]) : "";
  const fields = listOf(embed["fields"]).map((field) => textOf(field["name"]) + textOf(field["value"]));
  return [textOf(embed["title"]), textOf(embed["description"]), footer, author, ...fields].join("").length;
}

function embedFaults(path: string, embed: Json): readonly string[] {
  const fields = listOf(embed["fields"]);
  const footer = isObject(embed["footer"]) ? embed["footer"]["text"] : undefined;
  return [
    ...optional(`${path}.title`, embed["title"], 256),
    ...optional(`${path}.description`, embed["description"], 4_096),
    ...optional(`${path}.footer.text`, footer, 2_048),
    ...(fields.length > 25 ? [`${path}.fields: Must be 25 or fewer in length`] : []),
    ...fields.flatMap((field, index) => [
      ...length(`${path}.fields.${index}.name`, field["name"], 1, 256),
      ...length(`${path}.fields.${index}.value`, field["value"], 1, 1_024),
    ]),
  ];
}

function componentFaults(rows: readonly Json[]): readonly string[] {
  const ids = rows.flatMap((row) => listOf(row["components"])).map((one) => textOf(one["custom_id"]));
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  return [
    ...(rows.length > 5 ? ["components: Must be 5 or fewer in length"] : []),
    ...twice.map(() => "components: Component custom id cannot be duplicated"),
    ...rows.flatMap((row, index) => rowFaults(`components.${index}`, row)),
  ];
}

function rowFaults(path: string, row: Json): readonly string[] {
  const items = listOf(row["components"]);
  const selects = items.filter((one) => one["type"] === 3);
  const width = selects.length > 0 ? 1 : 5;
  return [
    ...(row["type"] === 1 ? [] : [`${path}.type: Value must be 1`]),
    ...(items.length < 1 || items.length > width
      ? [`${path}.components: Must be between 1 and ${width}`]
      : []),
    ...items.flatMap((one, index) => {
      const at = `${path}.components.${index}`;
      const id = length(`${at}.custom_id`, one["custom_id"], 1, 100);
      if (one["type"] === 2) return [...id, ...length(`${at}.label`, one["label"], 1, 80), ...style(at, one)];
      return one["type"] === 3 ? [...id, ...selectFaults(at, one)] : [`${at}.type: is unknown`];
    }),
  ];
}

const style = (path: string, button: Json): readonly string[] =>
  [1, 2, 3, 4].includes(Number(button["style"])) ? [] : [`${path}.style: is unknown`];

function selectFaults(path: string, select: Json): readonly string[] {
  const options = listOf(select["options"]);
  const values = options.map((option) => textOf(option["value"]));
  return [
    ...optional(`${path}.placeholder`, select["placeholder"], 150),
    ...(options.length < 1 || options.length > 25 ? [`${path}.options: Must be between 1 and 25`] : []),
    ...(new Set(values).size < values.length ? [`${path}.options: The option value is already used`] : []),
    ...options.flatMap((option, index) => [
      ...length(`${path}.options.${index}.label`, option["label"], 1, 100),
      ...length(`${path}.options.${index}.value`, option["value"], 1, 100),
      ...optional(`${path}.options.${index}.description`, option["description"], 100),
    ]),
  ];
}

export function modalFaults(data: Json): readonly string[] {
  const rows = listOf(data["components"]);
  return [
    ...length("title", data["title"], 1, 45),
    ...length("custom_id", data["custom_id"], 1, 100),
    ...(rows.length < 1 || rows.length > 5 ? ["components: Must be between 1 and 5 in length"] : []),
    ...rows.flatMap((row, index) => {
      const [input = {}] = listOf(row["components"]);
      const at = `components.${index}.components.0`;
      const most = Number(input["max_length"] ?? 4_000);
      return [
        ...(input["type"] === 4 ? [] : [`${at}.type: Value must be 4`]),
        ...length(`${at}.custom_id`, input["custom_id"], 1, 100),
        ...length(`${at}.label`, input["label"], 1, 45),
        ...(most < 1 || most > 4_000 ? [`${at}.max_length: Must be between 1 and 4000`] : []),
        ...optional(`${at}.placeholder`, input["placeholder"], 100),
        ...length(`${at}.value`, input["value"], 0, most),
      ];
    }),
  ];
}

const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;

export function commandFaults(commands: readonly Json[]): readonly string[] {
  return [
    ...(commands.length > 100 ? ["commands: Maximum number of application commands reached (100)"] : []),
    ...commands.flatMap((command, index) => [
      ...named(`${index}`, command),
      ...optionFaults(`${index}.options`, listOf(command["options"]), 0),
      ...(commandSize(command) > 8_000 ? [`${index}: Command exceeds maximum size (8000)`] : []),
    ]),
  ];
}

const named = (path: string, item: Json): readonly string[] => [
  ...(NAME.test(textOf(item["name"])) && textOf(item["name"]) === textOf(item["name"]).toLowerCase()
    ? []
    : [`${path}.name: String value did not match validation regex`]),
  ...length(`${path}.description`, item["description"], 1, 100),
];

function optionFaults(path: string, options: readonly Json[], depth: number): readonly string[] {
  const names = options.map((option) => textOf(option["name"]));
  const firstOptional = options.findIndex(
    (option) => Number(option["type"]) > 2 && option["required"] !== true,
  );
  const lastRequired = options.findLastIndex((option) => option["required"] === true);
  const hasSubs = options.some((option) => Number(option["type"]) <= 2);
  const hasValues = options.some((option) => Number(option["type"]) > 2);
  return [
    ...(options.length > 25 ? [`${path}: Must be 25 or fewer in length`] : []),
    ...(new Set(names).size < names.length ? [`${path}: Option names must be unique`] : []),
    ...(hasSubs && hasValues ? [`${path}: Sub-command options cannot be mixed with values`] : []),
    ...(firstOptional !== -1 && lastRequired > firstOptional
      ? [`${path}: Required options must be placed before non-required options`]
      : []),
    ...options.flatMap((option, index) => {
      const at = `${path}.${index}`;
      const choices = listOf(option["choices"]);
      const isTooDeep = (option["type"] === 2 && depth > 0) || (option["type"] === 1 && depth > 1);
      return [
        ...named(at, option),
        ...(isTooDeep ? [`${at}.type: nested too deep`] : []),
        ...(choices.length > 25 ? [`${at}.choices: Must be 25 or fewer in length`] : []),
        ...(choices.length > 0 && option["autocomplete"] === true
          ? [`${at}: autocomplete and choices exclude each other`]
          : []),
        ...choices.flatMap((choice, i) => length(`${at}.choices.${i}.name`, choice["name"], 1, 100)),
        ...optionFaults(`${at}.options`, listOf(option["options"]), depth + 1),
      ];
    }),
  ];
}

function commandSize(item: Json): number {
  const own = textOf(item["name"]).length + textOf(item["description"]).length;
  const choices = listOf(item["choices"]).reduce(
    (sum, choice) => sum + textOf(choice["name"]).length + String(choice["value"]).length,
    0,
  );
  return listOf(item["options"]).reduce((sum, option) => sum + commandSize(option), own + choices);
}
