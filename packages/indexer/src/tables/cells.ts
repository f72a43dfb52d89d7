import type { Scalar } from "@lesion-atlas/core";

/**
 * Undoes the archives' formula escape: a leading TAB before a cell that starts with `= + - @` (DOMAIN.md, 1).
 */
export function unescapeFormula(cell: string): string {
  return /^\t[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

/** Decimal notation without leading zeros, as programs print numbers; ids such as 007 or 12E4 are none. */
const decimal = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]\d+)?$/;

/**
 * The value of a cell whose column we do not know: a number when it is written as one and fits a double without loss
 * of digits before the point, true and false, else the text as it stands.
 */
export function scalarCell(cell: string): Scalar {
  if (decimal.test(cell)) {
    const number = Number(cell);
    if (Number.isFinite(number) && (cell.includes(".") || Number.isSafeInteger(number) || cell.includes("e")))
      return number;
  }
  return booleanCell(cell) ?? cell;
}

/** True and false in the spellings of Python, R and spreadsheets; undefined for anything else. */
export function booleanCell(cell: string): boolean | undefined {
  if (cell === "True" || cell === "true" || cell === "TRUE") return true;
  if (cell === "False" || cell === "false" || cell === "FALSE") return false;
  return undefined;
}

/** Whether a cell of a number's or truth value's column says that there is none. */
export function isMissing(cell: string): boolean {
  return /^\s*(|na|n\/a|nan|null|none)\s*$/i.test(cell);
}
