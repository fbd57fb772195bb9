/** What stored JSON keeps apart: our text, foreign text, and bytes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { readJson, reveal, untrusted, Untrusted, writeJson } from "../../src/lib/untrusted.ts";
import { EVERY_BYTE } from "../fixtures/png.ts";

const again = (value: unknown): unknown => readJson(writeJson(value));

it("gives bytes back as they were, buffers and views of larger memory included", () => {
  const view = new Uint8Array(EVERY_BYTE.buffer, 10, 20);
  expect(again({ png: EVERY_BYTE, deep: [{ bytes: Buffer.from("é") }], view })).toEqual({
    png: EVERY_BYTE,
    deep: [{ bytes: new Uint8Array(Buffer.from("é")) }],
    view: Uint8Array.from(view),
  });
  expect(again(new Uint8Array())).toEqual(new Uint8Array());
});

it("gives foreign text back as foreign, also beside bytes", () => {
  const { name, png } = again({ name: untrusted("WIN-\u202e"), png: EVERY_BYTE }) as Record<string, unknown>;
  expect(name).toBeInstanceOf(Untrusted);
  expect(reveal(name as Untrusted)).toBe("WIN-\u202e");
  expect(png).toEqual(EVERY_BYTE);
});

it("leaves everything else as JSON has it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(writeJson(value)).toBe(JSON.stringify(value));
    }),
  );
  const like = { "bytes;base64": "AAAA", more: 1 };
  expect(again({ like, other: { untrusted: 5 } })).toEqual({ like, other: { untrusted: 5 } });
});
