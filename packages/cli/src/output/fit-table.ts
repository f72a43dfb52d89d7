import { type Column, formatTable } from "./table.ts";

/** A column of a table that may have to be narrow. */
export interface FittingColumn<Row> extends Column {
  cell: (row: Row) => string | undefined;
  /** The title where the table is narrow. */
  short?: string;
  /** Longer cells are cut to this where the table is narrow. */
  shortest?: number;
  /** The width of the terminal from which the column is there; always unless given. */
  from?: number;
}

/**
 * The rows as a table that fits a terminal: with all columns, else without those that are for wider ones, else with short
 * titles and cut cells.
 *
 * @param width of the terminal, in characters; Infinity where nobody watches
 */
export function fitTable<Row>(columns: readonly FittingColumn<Row>[], rows: readonly Row[], width: number): string {
  const shown = columns.filter(({ from = 0 }) => width >= from);
  const lines = rows.map((row) => shown.map(({ cell }) => cell(row)));
  const table = formatTable(shown, lines);
  if (table.split("\n").every((line) => [...line].length <= width)) return table;
  const narrow = shown.map(({ title, short = title, align, longest, shortest = longest }) => ({
    title: short,
    align,
    longest: shortest,
  }));
  return formatTable(narrow, lines);
}

/** A text in lines of at most so many characters, broken between words; those behind the first are indented. */
export function wrapText(text: string, width: number, indent = "  "): string {
  const [first = "", ...words] = text.split(" ");
  const lines = [first];
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`;
    if ([...line].length <= width) lines[lines.length - 1] = line;
    else lines.push(`${indent}${word}`);
  }
  return lines.join("\n");
}
