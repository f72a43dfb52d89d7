import type { Figure, FigureRow, Figures } from "./figures-file.ts";

const begin = "<!-- figures: written by npm run figures -->";
const end = "<!-- end of figures -->";

/** The table of `docs/figures.json` in Markdown: real photographs first. */
export function figuresTable({ rows }: Figures): string {
  const lines = [...rows].sort((a, b) => Number(b.real) - Number(a.real)).map(lineOf);
  return [
    "| measure | data | demo model | wanted | chance | colour histogram, trained | untrained tower, trained |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

/**
 * @returns the README with its table replaced
 * @throws Error when the marks are missing
 */
export function withTable(readme: string, figures: Figures): string {
  const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`README.md has no place for the figures: put "${begin}" and "${end}" in it`);
  return `${readme.slice(0, from + begin.length)}\n\n${figuresTable(figures)}\n\n${readme.slice(to)}`;
}

function lineOf(row: FigureRow): string {
  const wanted = row.floor === undefined ? "" : `${row.atMost ? "<=" : ">="} ${shown(row.floor)}`;
  const missed = row.floor !== undefined && (row.atMost ? row.demo.value > row.floor : row.demo.value < row.floor);
  const cells = [
    row.measure,
    row.data,
    `${withInterval(row.demo)}${missed ? " (missed)" : ""}`,
    wanted,
    row.chance === undefined ? "" : shown(row.chance),
    row.colour ? withInterval(row.colour) : "",
    row.untrained ? withInterval(row.untrained) : "",
  ];
  return `| ${cells.join(" | ")} |`;
}

function withInterval({ value, interval }: Figure): string {
  return interval ? `${shown(value)} (${shown(interval.low)} to ${shown(interval.high)})` : shown(value);
}

function shown(value: number): string {
  return value.toFixed(3);
}
