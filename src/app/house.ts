/** Housekeeping on the store alone: the audit chain, a copy. Needs no Falcon and no chat. */
import { createAuditTrail } from "../audit/trail.ts";
import type { Config } from "../config.ts";
import { openStore } from "../store/open.ts";
import { storeFile } from "./core.ts";
import type { Words } from "./words.ts";

/** The exit code: 1 when the audit chain is broken. */
export async function keepHouse(options: {
  readonly words: Words;
  readonly config: Config;
  readonly print: (line: string) => void;
}): Promise<number> {
  const { words, config, print } = options;
  const store = await openStore({ databaseUrl: config.store.databaseUrl?.use(), file: storeFile(config) });
  try {
    if (words.run === "backup") {
      await store.backup(words.file);
      print(`copied to ${words.file}`);
      return 0;
    }
    const trail = createAuditTrail({ store });
    if (words.run === "audit export") {
      for await (const one of trail.exportLines()) print(one);
      return 0;
    }
    const verdict = await trail.verify();
    print(
      verdict.isIntact
        ? `intact: ${verdict.rows} lines, head ${verdict.head}`
        : `broken at line ${verdict.seq}: ${verdict.why}`,
    );
    return verdict.isIntact ? 0 : 1;
  } finally {
    await store.close();
  }
}
