import Table from "cli-table3";
import { printable } from "./printable.ts";

export interface Column {
  title: string;
  align?: "left" | "right";
  /** Longer cells are cut, with an ellipsis. Characters. */
  longest?: number;
}

/** Columns with two spaces between, a line of titles first; nothing but text, whoever reads it. Ends with a line break. */
export function formatTable(columns: readonly Column[], rows: readonly (readonly (string | undefined)[])[]): string {
  const table = new Table({
    chars: noBorders,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    colAligns: columns.map(({ align = "left" }) => align),
    head: columns.map(({ title }) => title),
  });
  for (const row of rows) table.push(row.map((cell, index) => shorten(printable(cell ?? ""), columns[index].longest)));
  return `${table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")}\n`;
}

function shorten(cell: string, longest = Infinity): string {
  const characters = [...cell];
  return characters.length <= longest ? cell : `${characters.slice(0, longest - 1).join("")}…`;
}

const sides = ["top", "bottom", "left", "right"] as const;
const noBorders = {
  ...Object.fromEntries(
    sides.flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`].map((name) => [name, ""])),
  ),
  mid: "",
  "left-mid": "",
  "mid-mid": "",
  "right-mid": "",
  middle: "  ",
};
