import { decodeUtf8Variants } from "./decode-utf8-variants.ts";
import { embeddedMojibake, looksLikeMojibake } from "./mojibake.ts";
import { decodeWindows1252, singleByteEncodings } from "./single-byte-encodings.ts";

/** UTF-8 whose byte 0xa0 was turned into a space, where what it stands for is likely. */
const utf8WithSpace =
  /[\xc2\xc3\xc5\xce\xd0\xd9][ ]|[\xe2\xe3][ ][\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf][ ]|\xf0[ ][\x80-\xbf]{2}|\xf0[\x80-\xbf][ ][\x80-\xbf]|\xf0[\x80-\xbf]{2}[ ]/g;

/** "à" as a word of its own keeps the space after it; the Portuguese "às", "àquela", "àquele", "àquilo" have none. */
const graveWord = /\xc3 (?! |quele|quela|quilo|s )/g;

/** UTF-8 of which bytes were lost: 0x1a stands for each, or one `?` a sequence. */
const utf8WithLoss = new RegExp(
  [
    "[\\xc2-\\xdf]\\x1a",
    "[\\xc2\\xc3]\\?",
    "\\xed[\\xa0-\\xaf][\\x1a?]\\xed[\\xb0-\\xbf][\\x1a?\\x80-\\xbf]",
    "\\xed[\\xa0-\\xaf][\\x1a?\\x80-\\xbf]\\xed[\\xb0-\\xbf][\\x1a?]",
    "[\\xe0-\\xef][\\x1a?][\\x1a\\x80-\\xbf]",
    "[\\xe0-\\xef][\\x1a\\x80-\\xbf][\\x1a?]",
    "[\\xf0-\\xf4][\\x1a?][\\x1a\\x80-\\xbf]{2}",
    "[\\xf0-\\xf4][\\x1a\\x80-\\xbf][\\x1a?][\\x1a\\x80-\\xbf]",
    "[\\xf0-\\xf4][\\x1a\\x80-\\xbf]{2}[\\x1a?]",
    "\\x1a",
  ].join("|"),
  "g",
);

/** U+FFFD in UTF-8. */
const lost = "\xef\xbf\xbd";

/**
 * Undoes decoding in the wrong encoding (mojibake, "schÃ¶n" for "schön"), once for each time it was done, where the
 * text looks like that and the bytes decode as UTF-8. ftfy's `fix_encoding`.
 */
export function repairEncoding(text: string): string {
  let before: string;
  let repaired = text;
  do {
    before = repaired;
    repaired = repairOnce(before);
  } while (repaired !== before);
  return repaired;
}

function repairOnce(text: string): string {
  if (!looksLikeMojibake(text)) return text;
  for (const encoding of singleByteEncodings) {
    const bytes = encoding.encode(text);
    const decoded = bytes === undefined ? undefined : decodeUtf8Variants(restoreBytes(bytes, encoding));
    if (decoded !== undefined) return decoded;
  }
  const embedded = repairEmbedded(text);
  if (embedded !== text) return embedded;
  return text.replace(/[\x80-\x9f]/g, decodeWindows1252);
}

function restoreBytes(bytes: string, encoding: { name: string; isSloppy: boolean }): string {
  let restored = bytes;
  if (encoding.name !== "macintosh" && restored.search(utf8WithSpace) >= 0) {
    restored = restored
      .replace(graveWord, "\xc3\xa0 ")
      .replace(utf8WithSpace, (sequence) => sequence.replaceAll(" ", "\xa0"));
  }
  return encoding.isSloppy ? restored.replace(utf8WithLoss, lost) : restored;
}

function repairEmbedded(text: string): string {
  return text.replace(embeddedMojibake, (part) =>
    part.length < text.length && looksLikeMojibake(part) ? repairEncoding(part) : part,
  );
}
