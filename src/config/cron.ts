/** Whether a text is a schedule of six cron fields, seconds first. Running it is the scheduler's work. */

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Words that stand for numbers, the first for `least`. */
  readonly words?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: "second", least: 0, most: 59 },
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  {
    name: "month",
    least: 1,
    most: 12,
    words: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  {
    name: "day of the week",
    // Sunday is 0 and 7.
    least: 0,
    most: 7,
    words: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
  },
];

const PART = /^(?:\*|([a-z]+|\d{1,2})(?:-([a-z]+|\d{1,2}))?)(?:\/(\d{1,2}))?$/i;

/** What is wrong with a schedule, or undefined when nothing is. */
export function cronFault(written: string): string | undefined {
  const fields = written.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) {
    return `write six fields, seconds first, such as "*/5 * * * * *"; this has ${fields.length}`;
  }
  const wrong = FIELDS.find((field, i) => !isField(field, fields[i] ?? ""));
  return wrong && `the field of the ${wrong.name} takes *, ${wrong.least} to ${wrong.most}, a-b, a,b and */n`;
}

function isField(field: Field, text: string): boolean {
  return text.split(",").every((part) => {
    const found = PART.exec(part);
    if (found === null) return false;
    const [, from, to, step] = found;
    if (step !== undefined && Number(step) === 0) return false;
    const first = from === undefined ? field.least : numberOf(field, from);
    const last = to === undefined ? first : numberOf(field, to);
    return first >= field.least && last <= field.most && first <= last;
  });
}

/** NaN for a word that stands for nothing, which no comparison accepts. */
function numberOf({ least, words }: Field, text: string): number {
  if (/^\d/.test(text)) return Number(text);
  const index = words?.indexOf(text.toLowerCase()) ?? -1;
  return index < 0 ? Number.NaN : least + index;
}
