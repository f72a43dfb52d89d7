import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { physicalCores } from "@lesion-atlas/compute";
import type { BenchContext } from "../bench.ts";
import { loadBench } from "./find-benches.ts";
import { interleave } from "./interleave.ts";
import { judgeRow } from "./judge-row.ts";
import { machineFacts, machineLine } from "./machine-facts.ts";
import { benchFolder } from "./paths.ts";
import { preparePython } from "./python-peer.ts";
import { tableLines } from "./table.ts";
import { writeResult } from "./write-result.ts";

/** The process of one bench: `node child.ts NAME RUNS`. Exits with 1 when a target is missed. */
const [name, runs] = [process.argv[2], Number(process.argv[3])];
const scratch = mkdtempSync(join(tmpdir(), `lesion-bench-${name}-`));
const removeScratch = () => rmSync(scratch, { recursive: true, force: true });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    removeScratch();
    process.exit(130);
  });
}
try {
  await runBench();
} finally {
  removeScratch();
}

async function runBench(): Promise<void> {
  const bench = await loadBench(name);
  const threads = physicalCores();
  const { versions, ...python } = preparePython(threads, progress);
  const machine = machineFacts(versions);
  const context: BenchContext = {
    runs,
    threads,
    machine,
    python,
    node: (script, ...args) => ({ command: process.execPath, args: [join(benchFolder, script), ...args] }),
    interleave: (processes, options = {}) => interleave(processes, options.runs ?? runs, progress),
    scratch,
    progress,
  };
  const { rows, notes = [], skipped } = await bench.run(context);
  if (skipped !== undefined) {
    console.log(`\n${name}: skipped: ${skipped}`);
    return;
  }
  const judged = rows.map(judgeRow);
  console.log(`\n${name}: ${bench.describe}\n${machineLine(machine)}\n`);
  for (const line of tableLines(judged)) console.log(line);
  for (const note of notes) console.log(`  ${note}`);
  writeResult({ bench: name, finishedAt: new Date().toISOString(), runs, threads, machine, rows: judged, notes });
  if (judged.some((row) => row.verdict === "missed")) process.exitCode = 1;
}

function progress(line: string): void {
  console.error(`${name}: ${line}`);
}
