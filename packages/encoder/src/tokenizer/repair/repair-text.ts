import { repairCharacters } from "./repair-characters.ts";
import { repairEncoding } from "./repair-encoding.ts";
import { unescapeUnambiguousHtml } from "./unescape-unambiguous-html.ts";

/**
 * Repairs broken text as `fix_text` of Python's ftfy 6.3.1 (Apache-2.0) does with its default settings: an independent
 * implementation of its behaviour, from its documentation and by comparison. Each line is repaired until nothing
 * changes any more: HTML references (unless a `<` was seen so far), text decoded in the wrong encoding, ligatures, width, quotes, line
 * breaks, surrogates, terminal escapes, control characters, NFC.
 *
 * Not reproduced: that ftfy splits lines of more than a million characters.
 */
export function repairText(text: string): string {
  let mayHoldReferences = true;
  let repaired = "";
  for (const line of linesWithBreaks(text)) {
    if (line.includes("<")) mayHoldReferences = false;
    repaired += repairLine(line, mayHoldReferences);
  }
  return repaired;
}

function linesWithBreaks(text: string): string[] {
  return text.split(/(?<=\n)/u);
}

function repairLine(line: string, mayHoldReferences: boolean): string {
  if (/^[\t\n -~]*$/.test(line) && !line.includes("&")) return line;
  let before: string;
  let text = line;
  do {
    before = text;
    if (mayHoldReferences) text = unescapeUnambiguousHtml(text);
    text = repairCharacters(repairEncoding(text));
  } while (text !== before);
  return text;
}
