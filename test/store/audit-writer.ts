/** A process of its own: `node audit-writer.ts FILE NAME COUNT` adds lines and says each number once it is stored. */
import { openSqliteStore } from "../../src/store/sqlite.ts";

const [file, name, count] = process.argv.slice(2);
if (file === undefined || name === undefined || count === undefined) throw new Error("FILE NAME COUNT");

const store = await openSqliteStore({ file });
for (let n = 1; n <= Number(count); n += 1) {
  await store.audit.append(n, { event: "wrote", actor: name });
  process.stdout.write(`${n}\n`);
}
await store.close();
