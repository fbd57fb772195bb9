/**
 * The letters that pictures can show. Our own fonts have no Chinese, Japanese or Korean ones,
 * and fonts that do are larger than all of Falconer: the machine's own is used where it has one.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { spellOut } from "../chat/visible.ts";

const { resolve } = createRequire(import.meta.url);

/** Only fonts of these formats are read; with any other all words vanish without an error. */
export const OWN_FONTS: readonly string[] = [
  "DejaVuSans.ttf",
  "DejaVuSans-Bold.ttf",
  "DejaVuSansMono.ttf",
].map((name) => resolve(`dejavu-fonts-ttf/ttf/${name}`));

/** Where the fonts of common systems lie that have all three. */
const EAST_ASIAN: readonly string[] = [
  "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
  "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
  "/System/Library/Fonts/PingFang.ttc",
  "/Library/Fonts/Arial Unicode.ttf",
  "C:\\Windows\\Fonts\\msyh.ttc",
];

/** Looked for once: fonts come with an installation, not while it runs. */
export const eastAsianFont: string | undefined = EAST_ASIAN.find((path) => existsSync(path));

const EAST_ASIAN_LETTER = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Bopomofo}]/u;
/** What our own fonts lack. */
const FOREIGN_LETTERS =
  /[\p{L}--[\p{scx=Common}\p{scx=Latin}\p{scx=Greek}\p{scx=Cyrillic}\p{scx=Armenian}\p{scx=Georgian}\p{scx=Hebrew}\p{scx=Arabic}\p{scx=Lao}]]/gv;

/** Letters that would come out as empty boxes, by their codes: two names must not look the same. */
export const drawable = (text: string, isEastAsianDrawn = eastAsianFont !== undefined): string =>
  text.replace(FOREIGN_LETTERS, (letter) =>
    isEastAsianDrawn && EAST_ASIAN_LETTER.test(letter) ? letter : spellOut(letter),
  );
