import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MachineFacts } from "../bench.ts";
import type { JudgedRow } from "./judge-row.ts";
import { benchFolder } from "./paths.ts";

/** What `bench/results/NAME.json` holds. */
export interface BenchResult {
  bench: string;
  /** ISO 8601, UTC. */
  finishedAt: string;
  runs: number;
  threads: number;
  machine: MachineFacts;
  rows: readonly JudgedRow[];
  notes: readonly string[];
}

export function writeResult(result: BenchResult): void {
  const folder = join(benchFolder, "results");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${result.bench}.json`);
  writeFileSync(file, `${JSON.stringify(result, rounded, 1)}\n`);
}

/** Six significant digits say all that a timing has to say. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
