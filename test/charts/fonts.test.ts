import { describe, expect, it } from "vitest";
import { draw } from "../../src/charts/draw.ts";
import { drawable } from "../../src/charts/fonts.ts";

describe("letters on a picture", () => {
  it.each(["WIN-FIN-07", "Ärger in Łódź", "сервер", "Ωμέγα", "מחשב", "حاسوب", "“quoted” – 7 µs"])(
    "%j stay as they are",
    (text) => expect(drawable(text, false)).toBe(text),
  );

  it.each([
    ["日本-PC", "⟦U+65E5⟧⟦U+672C⟧-PC"],
    ["サーバー", "⟦U+30B5⟧⟦U+30FC⟧⟦U+30D0⟧⟦U+30FC⟧"],
    ["서버1", "⟦U+C11C⟧⟦U+BC84⟧1"],
    ["คอม", "⟦U+0E04⟧⟦U+0E2D⟧⟦U+0E21⟧"],
  ])("%j are told by their codes where no font has them", (text, codes) => {
    expect(drawable(text, false)).toBe(codes);
  });

  it("of Chinese, Japanese and Korean are drawn where the machine has a font for them", () => {
    expect(drawable("日本 サーバー 서버 คอม", true)).toBe("日本 サーバー 서버 ⟦U+0E04⟧⟦U+0E2D⟧⟦U+0E21⟧");
  });

  it("tell two names apart that empty boxes would make the same", async () => {
    const pictureOf = async (name: string): Promise<Uint8Array> => {
      const words = `<text x="9" y="30" font-size="24" font-family="DejaVu Sans">${drawable(name, false)}</text>`;
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="40">${words}</svg>`;
      return (await draw({ kind: "svg", svg })).png;
    };
    expect(await pictureOf("東京")).not.toEqual(await pictureOf("大阪"));
  });
});
