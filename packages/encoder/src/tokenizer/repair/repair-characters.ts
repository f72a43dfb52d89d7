import { decodeWindows1252 } from "./single-byte-encodings.ts";

const ligatures: Readonly<Record<string, string>> = {
  Ĳ: "IJ",
  ĳ: "ij",
  ŉ: "ʼn",
  Ǳ: "DZ",
  ǲ: "Dz",
  ǳ: "dz",
  Ǆ: "DŽ",
  ǅ: "Dž",
  ǆ: "dž",
  Ǉ: "LJ",
  ǈ: "Lj",
  ǉ: "lj",
  Ǌ: "NJ",
  ǋ: "Nj",
  ǌ: "nj",
  ﬀ: "ff",
  ﬁ: "fi",
  ﬂ: "fl",
  ﬃ: "ffi",
  ﬄ: "ffl",
  ﬅ: "ſt",
  ﬆ: "st",
};
const ligature = new RegExp(`[${Object.keys(ligatures).join("")}]`, "gu");
const otherWidth = /[\uff01-\uffef]/gu;
const escapeCharacter = String.fromCodePoint(0x1b);
const terminalEscape = new RegExp(`${escapeCharacter}\\[[\\p{Nd};]*[a-zA-Z]`, "gu");
/** C0 controls but tab and line breaks, DEL, deprecated Arabic controls, the byte order mark, annotation marks. */
const controlCharacter = /[^\P{Cc}\t\n\f\r\u0080-\u009f]|[\u206a-\u206f\ufeff\ufff9-\ufffc]/gu;

/**
 * The repairs that look at single characters, in ftfy's order: C1 controls to what windows-1252 has there, ligatures
 * apart, full and half width to the usual width, quotes straight, line breaks to `\n`, lone surrogates to U+FFFD, terminal
 * escapes and control characters away, then NFC.
 */
export function repairCharacters(text: string): string {
  return text
    .replace(/[\u0080-\u009f]/gu, decodeWindows1252)
    .replace(ligature, (character) => ligatures[character])
    .replaceAll("\u3000", " ")
    .replace(otherWidth, (character) => character.normalize("NFKC"))
    .replace(/[\u201c-\u201f]/gu, '"')
    .replace(/[\u02bc\u2018-\u201b]/gu, "'")
    .replace(/\r\n|[\r\u2028\u2029\u0085]/gu, "\n")
    .toWellFormed()
    .replace(terminalEscape, "")
    .replace(controlCharacter, "")
    .normalize("NFC");
}
