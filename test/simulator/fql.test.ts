import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FqlError } from "../../src/simulator/fql/error.ts";
import { compileFilter } from "../../src/simulator/fql/evaluate.ts";
import type { FieldRules } from "../../src/simulator/fql/evaluate.ts";
import { parseFilter } from "../../src/simulator/fql/parse.ts";
import { parseSort, sortDocuments } from "../../src/simulator/fql/sort.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const RULES: FieldRules = {
  text: new Set(["hostname", "device.hostname"]),
  plainInnerWildcard: false,
  wildcardInLists: false,
};

const host = {
  hostname: "WIN-FIN-07",
  status: "normal",
  severity: 70,
  pattern_id: "5702",
  show: true,
  empty: "",
  tags: ["FalconGroupingTags/finance", "FalconGroupingTags/vip"],
  device: { hostname: "WIN-FIN-07", local_ip: "10.20.10.98" },
  mitre_attack: [{ technique_id: "T1059.001" }, { technique_id: "T1003" }],
  created: "2026-03-02T11:59:59.123456789Z",
};

const passes = (filter: string, document: unknown = host, rules = RULES): boolean =>
  compileFilter(filter, rules, NOW)(document);

describe("a filter matches", () => {
  it.each([
    ["", "nothing asked"],
    ["status:'normal'", "an equal keyword"],
    ["hostname:'win-fin-07'", "a text field in any case"],
    ["hostname:'fin'", "one token of a text field"],
    ["hostname:['WIN-FIN-07']", "the exact form in the same case"],
    ["hostname:['OTHER','WIN-FIN-07']", "any of a list"],
    ["status:!'contained'", "a value that is not the one refused"],
    ["missing:!'x'", "a refused value of a field that is not there"],
    ["status:!['contained','hidden']", "none of a list"],
    ["severity:70", "an unquoted number"],
    ["severity:'70'", "a quoted number"],
    ["severity:>=60+severity:<80", "a range"],
    ["pattern_id:5702", "a number kept as text"],
    ["show:true", "a boolean"],
    ["hostname:'WIN*'", "a trailing wildcard"],
    ["hostname:'*-07'", "a leading wildcard"],
    ["hostname:*'*fin*'", "an inner wildcard before the quote"],
    ["hostname:~'FIN'", "text inside"],
    ["hostname:!~'HR'", "text that is not inside"],
    ["device.local_ip.raw:*'10.20.*'", "the raw twin of a nested field"],
    ["tags:'FalconGroupingTags/vip'", "one member of an array"],
    ["mitre_attack.technique_id:'T1003'", "a field of objects in an array"],
    ["missing:null", "a missing value"],
    ["empty:NULL", "an empty value"],
    ["status:!null", "a value that is there"],
    ["created:>'now-1h'", "a relative date"],
    ["created:>'2026-03-02T11:59:59.123456788Z'", "a nanosecond later"],
    ["created:<='2026-03-02T11:59:59.123456789Z'", "the same nanosecond"],
    ["created:'2026-03-02T11:59:59.123456789+00:00'", "the same instant in another spelling"],
    ["status:'x',severity:70", "either side of a comma"],
    ["(status:'x',severity:70)+show:true", "a group"],
    ["!(status:'x')", "a refused group"],
    [" status : 'normal' + severity : > 60 ", "blanks between the parts"],
    ['status:"normal"', "double quotes"],
  ])("%s: %s", (filter) => {
    expect(passes(filter)).toBe(true);
  });
});

describe("a filter does not match", () => {
  it.each([
    ["status:'Normal'", "a keyword in another case"],
    ["hostname:['win-fin-07']", "the exact form in another case"],
    ["hostname:'WIN-FIN-071'", "a longer token"],
    ["hostname:'fin-win'", "tokens in another order"],
    ["hostname:'*fin*'", "an inner wildcard after the quote, where the service wants it before"],
    ["tags:'FalconGroupingTags*'", "a wildcard over an array"],
    ["created:'2026*'", "a wildcard over a date"],
    ["empty:'*'", "a wildcard over nothing"],
    ["missing:'*'", "a wildcard over a missing field"],
    ["missing:>'a'", "an order over a missing field"],
    ["created:>'now'", "a date to come"],
    ["severity:>'high'", "a number against words"],
    ["status:null", "a missing value where there is one"],
    ["status:'x',status:'y'+severity:70", "a comma that binds less than a plus"],
  ])("%s: %s", (filter) => {
    expect(passes(filter)).toBe(false);
  });
});

it("an escaped quote stays inside the text", () => {
  const document = { name: "it's a \\ path*" };
  expect(passes(String.raw`name:'it\'s a \\ path\*'`, document)).toBe(true);
  expect(passes(String.raw`name:'it\'s other'`, document)).toBe(false);
});

describe("a filter is refused", () => {
  it.each([
    "status",
    "status:",
    "status:normal",
    "status:'normal",
    "status:'a' severity:70",
    "status:'a'+",
    "+status:'a'",
    "(status:'a'",
    "status:'a')",
    "status:['a'",
    "status:>['a']",
    "status:>null",
    "host:*",
    ":'a'",
    "7up:'a'",
    "status='a'",
    "!status:'a'",
    `${"(".repeat(60)}a:'b'${")".repeat(60)}`,
    Array.from({ length: 21 }, (_, index) => `f${index}:'a'`).join("+"),
  ])("%s", (filter) => {
    expect(() => parseFilter(filter)).toThrow(FqlError);
  });

  it("with the place where it went wrong", () => {
    expect(() => parseFilter("status:'a'+severity")).toThrow("expected : at position 19");
  });
});

describe("whatever is written", () => {
  const alphabet = fc.constantFrom(..."abf:'\"\\*!~<>=+,()[] .-7\n\u00e9".split(""), "null", "now-7d", "''");

  function attempt(source: string): unknown {
    try {
      compileFilter(source, RULES, NOW)(host);
      return "understood";
    } catch (error) {
      return error;
    }
  }

  it("a filter is understood or refused, and nothing else happens", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(alphabet).map((parts) => parts.join("")),
        ),
        (source) => {
          const outcome = attempt(source);
          expect(outcome === "understood" || outcome instanceof FqlError).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("a quoted value finds exactly the document that holds it", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, other) => {
        const quoted = `name:['${value.replaceAll(/['\\*]/g, String.raw`\$&`)}']`;
        expect(passes(quoted, { name: value })).toBe(true);
        expect(passes(quoted, { name: `${value}${other}!` })).toBe(false);
      }),
    );
  });

  it("a wildcard behaves like the regular expression of the same shape", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "-"), maxLength: 8 });
    const pattern = fc.array(letters, { minLength: 2, maxLength: 4 });
    const rules = { ...RULES, plainInnerWildcard: true };
    fc.assert(
      fc.property(letters, pattern, (name, pieces) => {
        fc.pre(name !== "");
        const expected = new RegExp(`^${pieces.join(".*")}$`).test(name);
        expect(passes(`name:'${pieces.join("*")}'`, { name }, rules)).toBe(expected);
      }),
    );
  });
});

describe("sorting", () => {
  const rows = [
    { id: "c", at: "2026-01-01T00:00:00.000000002Z", n: 2 },
    { id: "a", at: "2026-01-01T00:00:00.000000010Z", n: 10 },
    { id: "b", at: "2026-01-01T00:00:00.000000010Z" },
  ];
  const order = (sort: string): string =>
    sortDocuments(rows, sort, ({ id }) => id)
      .map(({ id }) => id)
      .join("");

  it.each([
    ["at.asc", "cab"],
    ["at.desc", "abc"],
    ["at|desc", "abc"],
    ["n.asc", "cab"],
    ["n.desc", "acb"],
    ["at.desc,n.asc", "abc"],
    ["unknown.desc", "abc"],
  ])("%s gives %s", (sort, expected) => {
    expect(order(sort)).toBe(expected);
  });

  it.each(["", "at|sideways", "at desc", ".asc"])("%j is refused", (sort) => {
    expect(() => parseSort(sort)).toThrow(FqlError);
  });
});
