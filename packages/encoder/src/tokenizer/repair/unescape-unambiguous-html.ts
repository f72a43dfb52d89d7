import { decodeHTMLStrict } from "entities";
import { unescapeHtml } from "../unescape-html.ts";

const reference = /&#?[0-9A-Za-z]{1,24};/g;

/**
 * Resolves the references that end in a semicolon, and capitals such as `&EACUTE;` where HTML knows only the lower-case
 * name: the cautious rule of ftfy for text that may not be HTML at all.
 */
export function unescapeUnambiguousHtml(text: string): string {
  return text.includes("&") ? text.replace(reference, resolve) : text;
}

function resolve(written: string): string {
  if (written.startsWith("&#")) {
    const character = unescapeHtml(written);
    return character.includes(";") ? written : character;
  }
  const known = decodeHTMLStrict(written);
  if (known !== written) return known;
  const isCapitals = written === written.toUpperCase() && unescapeHtml(written) === written;
  if (!isCapitals) return written;
  const lower = written.toLowerCase();
  const character = decodeHTMLStrict(lower);
  return character === lower ? written : character.toUpperCase();
}
