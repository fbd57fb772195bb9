/** A logger whose lines are kept. */
import { Secret } from "../../src/lib/secret.ts";
import { createLogger, type Level } from "../../src/log.ts";

export function listen(secrets: readonly string[] = [], level: Level = "debug") {
  const lines: string[] = [];
  const log = createLogger({
    level,
    destination: { write: (line) => void lines.push(line) },
    secrets: secrets.map((value) => new Secret(value)),
  });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? "{}") as Record<string, unknown> };
}
