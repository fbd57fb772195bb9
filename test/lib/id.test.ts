import { expect, it } from "vitest";
import { newId, newOrderedId } from "../../src/lib/id.ts";

it("an id has its length, and none comes twice", () => {
  const ids = Array.from({ length: 500 }, () => newId());
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{12}$/);
});

it("an ordered id sorts after those before it, and cannot be guessed from them", () => {
  const ids = Array.from({ length: 2_000 }, () => newOrderedId());
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/);
  expect(new Set(ids.map((id) => id.slice(5))).size).toBe(2_000);
});
