/** What was secured, with the hashes by which it can be told to be the same; and what to look for elsewhere. */
import { at, mono } from "../../chat/card.ts";
import { sizeInWords } from "../../chat/size.ts";
import type { Alert } from "../../falcon/endpoints/alerts.ts";
import type { Untrusted } from "../../lib/untrusted.ts";
import type { Material } from "../collect.ts";
import { ofAlert, said, statements, type Section } from "../document.ts";
import { indicatorsOf } from "../indicators.ts";

const FILES = ["File", "Host", "Fetched by", "When", "Size", "SHA-256", "Check", "Archive SHA-256"];
const HASHES = ["File", "Host", "SHA-256", "First seen"];
const INDICATORS = ["Type", "Value (defanged)", "First seen", "Where"];
const MOST_INDICATORS = 200;

/** Fetched files, then the files that detections name, which nobody may have secured. */
export function evidence({ sessions, alerts }: Material): Section {
  const files = sessions.flatMap((session) => session.evidence);
  const isFiled = files.some(({ caseRef }) => caseRef !== undefined);
  const hashed = alerts.filter(({ sha256 }) => sha256 !== undefined);
  return {
    title: "Evidence",
    parts: [
      files.length === 0
        ? statements(said("No file was fetched from a host."))
        : {
            kind: "table",
            columns: isFiled ? [...FILES, "Case"] : FILES,
            rows: files.map((file) => ({
              cells: [
                mono(file.path),
                file.hostname,
                file.by,
                at(file.at),
                file.sizeBytes === undefined ? "" : sizeInWords(file.sizeBytes),
                mono(file.sha256),
                file.hashCheck,
                file.archiveSha256 === undefined ? file.state : mono(file.archiveSha256),
                ...(isFiled ? [file.caseRef ?? ""] : []),
              ],
              sources: [{ kind: "evidence", id: file.id }],
            })),
          },
      ...(hashed.length === 0
        ? []
        : [
            { kind: "heading", text: "Files that detections name" } as const,
            {
              kind: "table",
              columns: HASHES,
              rows: distinct(hashed).map(({ first, all }) => ({
                cells: [
                  mono(first.filepath ?? first.filename ?? "not named"),
                  first.hostname ?? "",
                  mono(first.sha256 ?? ""),
                  first.happenedAt === undefined ? "" : at(first.happenedAt),
                ],
                sources: all.map(ofAlert),
              })),
            } as const,
          ]),
    ],
  };
}

/** One file on one host once, however many detections name it. */
function distinct(
  alerts: readonly Alert[],
): readonly { readonly first: Alert; readonly all: readonly Alert[] }[] {
  const found: { first: Alert; all: Alert[] }[] = [];
  for (const alert of alerts) {
    const known = found.find(
      ({ first }) =>
        first.deviceId === alert.deviceId &&
        isSame(first.sha256, alert.sha256) &&
        isSame(first.filepath, alert.filepath),
    );
    if (known === undefined) found.push({ first: alert, all: [alert] });
    else known.all.push(alert);
  }
  return found;
}

const isSame = (one: Untrusted | undefined, other: Untrusted | undefined): boolean =>
  one === undefined || other === undefined ? one === other : one.is(other);

/** At most 200; how many more there are is said. */
export function indicators(material: Material): Section {
  const all = indicatorsOf(material);
  const listed = all.slice(0, MOST_INDICATORS);
  return {
    title: "Indicators",
    parts: [
      listed.length === 0
        ? statements(said("The records name none."))
        : {
            kind: "table",
            columns: INDICATORS,
            rows: listed.map(({ type, value, seen, firstAt }) => ({
              cells: [type, mono(value), at(firstAt), seen[0]?.what ?? ""],
              sources: seen.map(({ source }) => source),
            })),
          },
      ...(all.length > listed.length
        ? [{ kind: "note", text: `${all.length - listed.length} more were found.` } as const]
        : []),
    ],
  };
}
