/** What pages may send, as schemas: bounded in length and in number, unknown keys refused. */
import { z } from "zod";
import {
  FILE_COUNT,
  FILES_BYTES,
  ID_LENGTH,
  LINE_LENGTH,
  NAME_CHARS,
  VALUE_COUNT,
  VALUE_LENGTH,
} from "./limits.ts";
import { withoutPrefix } from "./ui/line.ts";

const id = z.string().min(1).max(ID_LENGTH);

const values = z
  .record(z.string().max(ID_LENGTH), z.string().max(VALUE_LENGTH))
  .refine((given) => Object.keys(given).length <= VALUE_COUNT, "too many values");

const typed = z.string().max(LINE_LENGTH);
/** Without the `/` or `/falcon` that people bring along from elsewhere. */
const line = typed.transform(withoutPrefix);

/** `isAddressed`: it began with the sign that a command begins with. */
const lineInput = z.strictObject({ kind: z.literal("line"), text: typed }).transform(({ kind, text }) => {
  const plain = withoutPrefix(text);
  return { kind, text: plain, isAddressed: plain !== text.trimStart() };
});

const input = z.union([
  lineInput,
  z.strictObject({ kind: z.literal("press"), token: id }),
  z.strictObject({ kind: z.literal("form"), command: id, values }),
]);

export const turnBody = z
  .strictObject({
    /** Chosen by the page; the same when it asks again because no answer came. */
    id: z.uuid(),
    channel: id,
    thread: id.optional(),
    /** The message whose button was pressed. */
    message: id.optional(),
    input,
    /** Of a line; base64. */
    files: z
      .array(z.strictObject({ name: z.string().min(1).max(NAME_CHARS), base64: z.base64() }))
      .max(FILE_COUNT)
      .refine((files) => files.reduce((sum, { base64 }) => sum + base64.length, 0) * 0.75 <= FILES_BYTES)
      .optional(),
  })
  .refine(
    ({ input: said, files = [] }) => said.kind !== "line" || said.text !== "" || files.length > 0,
    "nothing was typed",
  );

/** `POST /api/elaborate` */
export const elaborateBody = z.strictObject({ input });
/** `POST /api/session` */
export const sessionBody = z.strictObject({ person: id });
/** Reads that the page shows by themselves, not as part of a conversation. */
export const pageBody = z.strictObject({
  command: z.enum(["approvals", "audit", "detections"]),
  values: values.optional(),
});

/** `GET /api/messages` */
export const channelQuery = z.object({ channel: id });
/** `GET /api/suggest` */
export const suggestQuery = z.object({ line });
/** `GET /api/files/:card/:block`: whom the address was given to, and the proof of that. */
export const fileQuery = z.object({ for: id, stamp: id });
