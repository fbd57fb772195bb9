/** JSON Schemas of the tools, from the arguments of the commands. */
import type { ArgInfo } from "../../src/chat/args.ts";
import type { CommandInfo } from "../../src/chat/command.ts";
import { CITE_CHARS, CITES } from "./limits.ts";

type JsonSchema = { readonly [key: string]: unknown };
type ObjectSchema = JsonSchema & { readonly type: "object" };

/** Properties that every tool of a sort has beside the command's own arguments. */
export const FROM_ROW = "from_row";
/** Of tools that propose: ids of the alerts that the request rests on. */
export const CITED = "cites";

const NAME_CHARS = 255;

/** The arguments that a program is offered. */
export const offered = (info: CommandInfo): readonly ArgInfo[] =>
  info.args.filter(({ forPeople }) => forPeople !== true);

/** Unknown properties are refused: a misspelt argument must not be passed over. */
export function inputSchema(info: CommandInfo): ObjectSchema {
  const args = offered(info);
  const own = Object.fromEntries(args.map((arg) => [arg.name, property(arg)]));
  const common = info.agents === "propose" ? { [CITED]: CITES_SCHEMA } : { [FROM_ROW]: FROM_ROW_SCHEMA };
  return {
    type: "object",
    properties: { ...common, ...own },
    required: args.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

const FROM_ROW_SCHEMA: JsonSchema = {
  type: "integer",
  minimum: 0,
  default: 0,
  description: "where to go on in a long answer: the number that the answer before named",
};

const CITES_SCHEMA: JsonSchema = {
  type: "array",
  maxItems: CITES,
  items: { type: "string", minLength: 1, maxLength: CITE_CHARS },
  description:
    "ids of the alerts that this rests on, exactly as a tool gave them; people see them beside the reason",
};

function property(arg: ArgInfo): JsonSchema {
  const description = [arg.label, arg.hint].filter((part) => part !== undefined).join(": ");
  if (arg.choices !== undefined) return { type: "string", enum: arg.choices, description };
  switch (arg.kind) {
    case "hosts":
      return {
        type: "array",
        minItems: 1,
        items: { type: "string", minLength: 1, maxLength: NAME_CHARS, pattern: "^[^\\s,*?]+$" },
        description: `${arg.label}: each one exactly, by device id, hostname or IP address; no patterns`,
      };
    case "number":
      return { type: "integer", ...bounds(arg), description };
    case "flag":
      return { type: "boolean", default: false, description };
    case "duration":
      return { type: "string", description, examples: ["30m", "4h", "2d"] };
    default:
      return { type: "string", minLength: 1, maxLength: arg.maxLength ?? NAME_CHARS, description };
  }
}

function bounds({ range }: ArgInfo): JsonSchema {
  return range === undefined ? {} : { minimum: range.least, maximum: range.most, default: range.fallback };
}

/** A value of this shape came from an endpoint, a platform or a person. */
const UNTRUSTED: JsonSchema = {
  type: "object",
  properties: { untrusted: { type: "string" }, characters: { type: "integer" } },
  required: ["untrusted"],
};

/** Open on purpose: what a command gives besides is its own. */
export const READ_OUTPUT: ObjectSchema = {
  type: "object",
  properties: {
    notice: { type: "string", description: "how to treat values of the shape {untrusted: …}" },
    warning: { type: "string", description: "present when foreign text reads like an instruction" },
    page: {
      type: "object",
      description: "which rows of a longer answer these are",
      properties: {
        from_row: { type: "integer" },
        shown: { type: "integer" },
        total: { type: "integer" },
        next_from_row: { type: "integer", description: "absent on the last page" },
      },
    },
    shortened: { type: "boolean", description: "long values were cut" },
  },
  additionalProperties: true,
  $defs: { untrusted: UNTRUSTED },
};

/** The request, and that nothing was done yet. */
export const PROPOSE_OUTPUT: ObjectSchema = {
  type: "object",
  properties: {
    ...(READ_OUTPUT["properties"] as object),
    request: { type: "string", description: "the request that people decide" },
    state: { type: "string", description: "pending until people have decided" },
    targets: { type: "array", items: { type: "string" } },
    card: { type: "string", description: "where its card is posted, as surface:channel" },
  },
  additionalProperties: true,
  $defs: { untrusted: UNTRUSTED },
};
