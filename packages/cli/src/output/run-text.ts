import type { Run, RunWorker } from "@lesion-atlas/core";
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

/** How many workers are at work, on which machine and for which model. */
export function workersText(workers: readonly RunWorker[]): string {
  if (workers.length === 0) return "No worker is at work: lesion worker starts one.\n";
  const places = new Map<string, number>();
  for (const { host, model, roles } of workers) {
    const only = roles.length === 1 ? `, only ${roles[0]}` : "";
    const place = `${printable(host)} (${printable(model.id)} ${model.fingerprint.slice(0, 12)}${only})`;
    places.set(place, (places.get(place) ?? 0) + 1);
  }
  const said = [...places].sort().map(([place, count]) => `${formatCount(count)} on ${place}`);
  return `${workers.length === 1 ? "1 worker" : `${formatCount(workers.length)} workers`} at work: ${said.join(", ")}\n`;
}
