import type { Estimate } from "../evaluation/intervals.ts";
import { escapeText } from "./escape.ts";
import { formatEstimate } from "./format-numbers.ts";

/** One line of a forest plot. */
export interface ForestRow {
  label: string;
  /** Said instead of a figure where there is none, such as "not enough data". */
  without?: string;
  estimate: Estimate | null;
  n?: number;
  /** A line that stands out, such as the probe among baselines. */
  strong?: boolean;
}

/** Pixels. */
const [rowHeight, plotWidth, textWidth, characterWidth] = [26, 320, 212, 7.8];
/** Characters of a label. */
const longestLabel = 36;

/** How wide the labels are, in pixels: for plots whose axes shall stand below each other. */
export function labelWidthOf(rows: readonly Pick<ForestRow, "label">[]): number {
  const longest = Math.max(0, ...rows.map(({ label }) => [...label].length));
  return Math.ceil(24 + characterWidth * Math.min(longestLabel, longest));
}

/**
 * Estimates with their intervals, a line each, as SVG: the label, the figure, the plot, so that the figure is what a
 * narrow screen shows first.
 *
 * @param scale ends of the axis, a value to compare with (chance), and the width of the labels where it is not these rows'
 */
export function forestPlot(
  title: string,
  rows: readonly ForestRow[],
  {
    low = 0,
    high = 1,
    reference,
    labelWidth = labelWidthOf(rows),
  }: { low?: number; high?: number; reference?: number; labelWidth?: number } = {},
): string {
  const left = labelWidth + textWidth;
  const width = left + plotWidth + 20;
  const bottom = 14 + rows.length * rowHeight;
  const x = (value: number) => left + ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * plotWidth;
  const ticks = Array.from({ length: 6 }, (_, i) => low + (i * (high - low)) / 5);
  const grid = ticks.map(
    (tick) =>
      `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="8" y2="${bottom}"/>` +
      `<text class="tick" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${tick.toFixed(1)}</text>`,
  );
  const line =
    reference === undefined
      ? ""
      : `<line class="reference" x1="${x(reference)}" x2="${x(reference)}" y1="8" y2="${bottom}"/>`;
  const drawn = rows.map((row, place) => forestRow(row, { y: 14 + (place + 0.5) * rowHeight, x, labelWidth }));
  return (
    `<svg role="img" aria-label="${escapeText(title)}" viewBox="0 0 ${width} ${bottom + 24}" width="${width}">` +
    `${grid.join("")}${line}${drawn.join("")}</svg>`
  );
}

/** A forest plot as part of a page: on a narrow screen it keeps its size and scrolls. */
export function forestFigure(...plot: Parameters<typeof forestPlot>): string {
  return `<div class="scroll">${forestPlot(...plot)}</div>`;
}

function forestRow(
  { label, without, estimate, n, strong }: ForestRow,
  { y, x, labelWidth }: { y: number; x: (value: number) => number; labelWidth: number },
): string {
  const text = `<text class="${strong ? "label strong" : "label"}" x="${labelWidth - 12}" y="${y + 4}" text-anchor="end">${escapeText(shorten(label))}<title>${escapeText(label)}</title></text>`;
  const count = n === undefined ? "" : `n ${n.toLocaleString("en-US")}`;
  const said = (words: string) =>
    `<text class="figure" x="${labelWidth + 4}" y="${y + 4}">${escapeText([words, count].filter(Boolean).join(" · "))}</text>`;
  if (estimate === null || estimate.value === null) return text + said(without ?? "no figure");
  const bar =
    estimate.low === null || estimate.high === null
      ? ""
      : `<line class="interval" x1="${x(estimate.low)}" x2="${x(estimate.high)}" y1="${y}" y2="${y}"/>`;
  const dot = `<circle class="${strong ? "dot strong" : "dot"}" cx="${x(estimate.value)}" cy="${y}" r="4.5"/>`;
  return text + bar + dot + said(`${formatEstimate(estimate)}${estimate.low === null ? ", no interval" : ""}`);
}

function shorten(label: string): string {
  const characters = [...label];
  return characters.length <= longestLabel ? label : `${characters.slice(0, longestLabel - 1).join("")}…`;
}
