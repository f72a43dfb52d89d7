import { pythonSpace, pythonWord } from "../python-text.ts";
import { mojibakeCharacters as kind } from "./mojibake-characters.ts";
import { singleByteEncodings } from "./single-byte-encodings.ts";

/**
 * Neighbours that hardly ever stand beside each other in intended text; one alternative a line. The rules are facts about ftfy 6.3.1's
 * heuristic, which its results can only be reproduced with.
 */
const unlikely = new RegExp(
  [
    `[${kind.c1}]`,
    pair("bad accentedLower accentedUpper box opening closing currency numeric law", "bad"),
    `[a-zA-Z]${oneOf("commonLower commonUpper")}${oneOf("bad")}`,
    pair("bad", "accentedLower accentedUpper box opening closing currency numeric law"),
    pair("accentedLower commonLower box closing currency numeric", "accentedUpper"),
    pair("box closing currency numeric", "accentedLower"),
    pair("accentedLower box closing", "currency"),
    `[${pythonSpace}]${pair("accentedUpper", "currency")}`,
    pair("accentedUpper box", "numeric law"),
    pair("accentedLower accentedUpper box currency closing", "opening") + oneOf("numeric"),
    pair("accentedLower accentedUpper currency numeric box law", "closing") + oneOf("opening"),
    pair("currency numeric box", "opening"),
    `[a-z]${pair("accentedUpper", "opening currency")}`,
    pair("box", "kaomoji"),
    pair("accentedLower accentedUpper currency numeric opening closing law", "box"),
    pair("box", "closing"),
    `${pair("accentedLower accentedUpper", "opening closing")}[${pythonWord}]`,
    "[Œœ][^A-Za-z]",
    `${oneOf("accentedUpper")}°`,
    `[ÂÃÎÐ][€œŠš¢£Ÿž\\u00a0\\u00ad®©°·»${kind.opening}${kind.closing}–—´]`,
    "×[²³]",
    `(?:[ØÙ][${kind.common}${kind.currency}${kind.bad}${kind.numeric}${kind.opening}ŸŠ®°µ»]){2}`,
    "à[²µ¹¼½¾]",
    "√[±∂†≠®™´≤≥¥µø]",
    "≈[°¢]",
    "‚Ä[ìîïòôúùû†°¢π]",
    "‚[âó][àä°ê]",
    "вЂ",
    `[ВГРС][${kind.c1}${kind.bad}${kind.opening}${kind.closing}${kind.currency}°µ][ВГРС]`,
    "ГўВЂВ[^\\n][A-Za-z ]",
    "Ã[\\u00a0¡]",
    `[a-z][${pythonSpace}]?[ÃÂ] `,
    "^[ÃÂ] ",
    `[a-z.,?!${kind.closing}]Â[ ${kind.opening}${kind.closing}]`,
    "β€[™\\u00a0Ά\\u00ad®°]",
    `[ΒΓΞΟ][${kind.c1}${kind.bad}${kind.opening}${kind.closing}${kind.currency}°][ΒΓΞΟ]`,
    "ā€",
  ].join("|"),
  "u",
);

/** Whether the text holds a combination that hardly occurs but by decoding in the wrong encoding. */
export function looksLikeMojibake(text: string): boolean {
  return unlikely.test(text);
}

/** Dashes, quotes, the bullet and the ellipsis stand for themselves even beside mojibake. */
const ownMeaning = "–—―‘’‚“”„•…";

/**
 * Runs of what UTF-8 sequences of two, three and four bytes look like when read in one of the Latin, Greek, Cyrillic or
 * Baltic encodings; a space may stand for byte 0xa0. Global: for `replace`.
 */
export const embeddedMojibake = new RegExp(
  `(?<![${[...readings(0x80, 0xbf)].filter((character) => !ownMeaning.includes(character)).join("")}])` +
    `(?:${sequence(readings(0xc2, 0xdf), 1)}|${sequence(readings(0xe0, 0xef), 2)}|` +
    `${sequence(new Set([...readings(0xf0, 0xf0), ...readings(0xf3, 0xf3)]), 3)})+`,
  "gu",
);

function sequence(first: ReadonlySet<string>, continuations: number): string {
  return `[${[...first].join("")}][ ${[...readings(0x80, 0xbf)].join("")}]{${continuations}}`;
}

/** The characters that bytes from `low` to `high` are in the first seven encodings (the Windows ones and Latin-1). */
function readings(low: number, high: number): Set<string> {
  return new Set(singleByteEncodings.slice(0, 7).flatMap((encoding) => encoding.characters.slice(low, high + 1)));
}

function pair(first: string, second: string): string {
  return oneOf(first) + oneOf(second);
}

function oneOf(names: string): string {
  return `[${names
    .split(" ")
    .map((name) => kind[name as keyof typeof kind])
    .join("")}]`;
}
