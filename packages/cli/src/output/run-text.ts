import type { Run } from "@lesion-atlas/core";
import { formatCount } from "./numbers.ts";
import { printable } from "./printable.ts";
import { formatTable } from "./table.ts";

/** One run, a few lines. */
export function runText(run: Run): string {
  const { id, archive, location, model, state, reason, done, total, counts, ranges, round } = run;
  const progress = total === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`;
  const sums = Object.entries(counts)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(", ");
  const again = round > 1 ? `, round ${round}` : "";
  const failed = ranges.failed > 0 ? `, ${formatCount(ranges.failed)} failed` : "";
  const lines = [
    `run     ${id}`,
    `state   ${state}${again}${reason === undefined ? "" : `: ${printable(reason)}`}`,
    `archive ${printable(archive)} at ${printable(location)}`,
    `model   ${model.id}`,
    `images  ${progress}: ${sums}`,
    `ranges  ${formatCount(ranges.done)} of ${formatCount(ranges.planned)} done${failed}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Runs as a table. */
export function runsText(runs: readonly Run[]): string {
  if (runs.length === 0) return "There is no run: lesion index LOCATION --archive NAME --queue starts one.\n";
  const columns = [
    { title: "run" },
    { title: "archive" },
    { title: "state" },
    { title: "images", align: "right" },
    { title: "rejected", align: "right" },
    { title: "begun" },
  ] as const;
  const rows = runs.map(({ id, archive, state, done, total, counts, createdAt }) => [
    id,
    archive,
    state,
    total === undefined ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`,
    formatCount(counts.rejected),
    createdAt.slice(0, 16).replace("T", " "),
  ]);
  return formatTable(columns, rows);
}
