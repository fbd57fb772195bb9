/**
 * Falcon Query Language to a tree. AND (`+`) binds tighter than OR (`,`):
 *
 *     filter    = all { "," all }
 *     all       = part { "+" part }
 *     part      = "(" filter ")" | "!(" filter ")" | field ":" test
 *     test      = [ "!" ] [ ">" | ">=" | "<" | "<=" | "~" | "*" ] value
 *     value     = text | number | true | false | null | "[" value { "," value } "]"
 */
import { FqlError } from "./error.ts";
import { tokenize } from "./tokenize.ts";
import type { Mark, Token } from "./tokenize.ts";

/** A written value. Text comes in the pieces between its wildcards. */
export type Literal =
  | { readonly kind: "text"; readonly pieces: readonly string[] }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "null" };

/** `exactly` is the bracket form, `contains` is `~`, `like` is an asterisk before the quote. */
export type Operator = "equals" | "exactly" | "contains" | "like" | ">" | ">=" | "<" | "<=";

/** The tree of a filter; `any` is `,` and `all` is `+`. */
export type Filter =
  | { readonly kind: "any"; readonly of: readonly Filter[] }
  | { readonly kind: "all"; readonly of: readonly Filter[] }
  | { readonly kind: "not"; readonly of: Filter }
  | {
      readonly kind: "test";
      readonly field: string;
      readonly operator: Operator;
      readonly values: readonly Literal[];
    };

/** The service refuses more properties in one statement. */
const MAX_PROPERTIES = 20;
const MAX_DEPTH = 50;
const FIELD = /^[A-Za-z_][-\w.@]*$/;
const NUMBER = /^-?\d+(\.\d+)?$/;
const OPERATORS: Partial<Record<Mark, Operator>> = {
  ">": ">",
  ">=": ">=",
  "<": "<",
  "<=": "<=",
  "~": "contains",
  "*": "like",
};

/** @throws FqlError, also above 20 properties, which Falcon refuses too */
export function parseFilter(source: string): Filter {
  return new Parser(source).parse();
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #end: number;
  #next = 0;
  #properties = 0;

  constructor(source: string) {
    this.#tokens = tokenize(source);
    this.#end = source.length;
  }

  parse(): Filter {
    const filter = this.#any(0);
    if (this.#peek() !== undefined) throw this.#fault("expected + or ,");
    return filter;
  }

  #any(depth: number): Filter {
    const of = this.#list(",", () => this.#all(depth));
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "any", of };
  }

  #all(depth: number): Filter {
    const of = this.#list("+", () => this.#part(depth));
    return of.length === 1 && of[0] !== undefined ? of[0] : { kind: "all", of };
  }

  #list<T>(separator: Mark, item: () => T): T[] {
    const items = [item()];
    while (this.#take(separator)) items.push(item());
    return items;
  }

  #part(depth: number): Filter {
    if (depth > MAX_DEPTH) throw this.#fault("nested too deeply");
    const negated = this.#take("!");
    if (this.#take("(")) {
      const inner = this.#any(depth + 1);
      this.#expect(")");
      return negated ? { kind: "not", of: inner } : inner;
    }
    if (negated) throw this.#fault("expected (");
    return this.#property();
  }

  #property(): Filter {
    const token = this.#peek();
    if (token?.kind !== "word" || !FIELD.test(token.word)) throw this.#fault("expected a field name");
    this.#next += 1;
    this.#properties += 1;
    if (this.#properties > MAX_PROPERTIES) throw this.#fault(`more than ${MAX_PROPERTIES} properties`);
    this.#expect(":");
    return this.#test(token.word);
  }

  #test(field: string): Filter {
    const notContains = this.#take("!~");
    const negated = notContains || this.#take("!");
    const operator = notContains ? "contains" : this.#operator();
    const test = this.#take("[") ? this.#anyOf(field, operator) : this.#single(field, operator);
    return negated ? { kind: "not", of: test } : test;
  }

  #operator(): Operator {
    const token = this.#peek();
    const operator = token?.kind === "mark" ? OPERATORS[token.mark] : undefined;
    if (operator === undefined) return "equals";
    this.#next += 1;
    return operator;
  }

  #anyOf(field: string, operator: Operator): Filter {
    if (operator !== "equals" && operator !== "like") throw this.#fault("a list cannot be compared");
    const values = this.#list(",", () => this.#literal());
    this.#expect("]");
    return { kind: "test", field, operator: operator === "like" ? "like" : "exactly", values };
  }

  #single(field: string, operator: Operator): Filter {
    const value = this.#literal();
    if (value.kind === "null" && operator !== "equals") throw this.#fault("null cannot be compared");
    return { kind: "test", field, operator, values: [value] };
  }

  #literal(): Literal {
    const token = this.#peek();
    if (token === undefined || token.kind === "mark") throw this.#fault("expected a value");
    this.#next += 1;
    if (token.kind === "text") return { kind: "text", pieces: token.pieces };
    if (NUMBER.test(token.word)) return { kind: "number", value: Number(token.word) };
    const word = token.word.toLowerCase();
    if (word === "null") return { kind: "null" };
    if (word === "true" || word === "false") return { kind: "boolean", value: word === "true" };
    throw new FqlError("text values need quotes", token.at);
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  #take(mark: Mark): boolean {
    const token = this.#peek();
    if (token?.kind !== "mark" || token.mark !== mark) return false;
    this.#next += 1;
    return true;
  }

  #expect(mark: Mark): void {
    if (!this.#take(mark)) throw this.#fault(`expected ${mark}`);
  }

  #fault(reason: string): FqlError {
    return new FqlError(reason, this.#peek()?.at ?? this.#end);
  }
}
