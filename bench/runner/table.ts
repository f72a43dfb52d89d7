import type { JudgedRow } from "./judge-row.ts";

const headings = ["figure", "ours (min-max)", "peer (min-max)", "ratio", "target", ""];

/** Lines of a plain table, its columns padded. */
export function tableLines(rows: readonly JudgedRow[]): string[] {
  const cells = [headings, ...rows.map(cellsOf)];
  const widths = headings.map((_, column) => Math.max(...cells.map((line) => line[column].length)));
  return cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
}

function cellsOf(row: JudgedRow): string[] {
  const { figure, unit, ours, peer, peerName, ratio, target } = row;
  return [
    figure,
    `${spread(row.median, ours)} ${unit}`,
    peer && row.peerMedian !== undefined
      ? `${spread(row.peerMedian, peer)} ${unit}${peerName ? `, ${peerName}` : ""}`
      : (peerName ?? ""),
    ratio === undefined ? "" : shortNumber(ratio),
    target === undefined ? "" : "atMost" in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`,
    row.verdict === "none" ? "" : row.verdict,
  ];
}

function spread(middle: number, values: readonly number[]): string {
  if (values.length === 1) return shortNumber(middle);
  return `${shortNumber(middle)} (${shortNumber(Math.min(...values))}-${shortNumber(Math.max(...values))})`;
}

/** Three significant digits, and whole numbers from 100 on. */
export function shortNumber(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
