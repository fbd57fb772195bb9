/** Scripts that people handed in for a session's host, as they were at that moment. */
import { integer, json, rowCodec, text } from "../columns.ts";
import type { RtrUploadRow } from "../rtr-rows.ts";
import type { RtrUploadRepository } from "../rtr-store.ts";
import type { Handle } from "../schema.ts";
import { untrustedText } from "../shapes.ts";

const upload = rowCodec<RtrUploadRow>("rtr_upload", {
  id: text,
  originKey: text,
  sessionId: text,
  name: json(untrustedText),
  content: text,
  bytes: integer,
  sha256: text,
  personId: text,
  personName: json(untrustedText),
  createdAt: integer,
});

export const rtrUploadRepository = (db: Handle): RtrUploadRepository => ({
  async add(row) {
    const result = await db
      .insertInto("rtrUpload")
      .values(upload.write(row))
      .onConflict((conflict) => conflict.column("originKey").doNothing())
      .executeTakeFirst();
    return result.numInsertedOrUpdatedRows === 1n;
  },
  async of(sessionId) {
    const found = await db
      .selectFrom("rtrUpload")
      .selectAll()
      .where("sessionId", "=", sessionId)
      .orderBy("createdAt", "desc")
      .orderBy("id", "desc")
      .execute();
    return found.map(upload.read);
  },
});
