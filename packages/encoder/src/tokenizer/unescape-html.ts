import { decodeHTML } from "entities";

/** A reference as Python's `html.unescape` finds it: decimal, hexadecimal, or a name that may lack its semicolon. */
const reference = /&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/gu;

/** What HTML 5 makes of the numbers 0x80 to 0x9f, and of those that stand for no character; the rest is windows-1252. */
const windows1252 = new TextDecoder("windows-1252");

/**
 * Resolves character references exactly as Python's `html.unescape`: names with the longest known prefix, numbers of
 * control characters and noncharacters to nothing.
 */
export function unescapeHtml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(reference, (whole, body: string) =>
    body.startsWith("#") ? characterOfNumber(body) : decodeHTML(whole),
  );
}

function characterOfNumber(body: string): string {
  const digits = body.replace(/^#[xX]?|;$/g, "");
  const number = Number.parseInt(digits, /^#[xX]/.test(body) ? 16 : 10);
  if (number === 0 || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) return "\ufffd";
  if (number === 0x0d) return "\r";
  if (number >= 0x80 && number <= 0x9f) return windows1252.decode(Uint8Array.of(number));
  return isNoCharacter(number) ? "" : String.fromCodePoint(number);
}

/** Control characters (but tab, line feed and form feed), and the noncharacters of Unicode. */
function isNoCharacter(number: number): boolean {
  if (number < 0x20) return number !== 0x09 && number !== 0x0a && number !== 0x0c;
  return number === 0x7f || (number >= 0xfdd0 && number <= 0xfdef) || (number & 0xfffe) === 0xfffe;
}
