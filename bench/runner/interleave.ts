import type { BenchProcess, Samples } from "../bench.ts";
import { runProcess } from "./run-process.ts";

/**
 * Rounds of one process after the other; every second round goes backwards, so that none always runs after the same
 * neighbour.
 *
 * @throws Error when a process fails, or prints other figures than in its first round
 */
export async function interleave<Name extends string>(
  processes: Record<Name, BenchProcess>,
  runs: number,
  progress: (line: string) => void,
): Promise<Record<Name, Samples>> {
  const names = Object.keys(processes) as Name[];
  const samples: Record<string, Samples> = Object.fromEntries(names.map((name) => [name, {}]));
  for (let run = 0; run < runs; run++) {
    for (const name of run % 2 === 0 ? names : names.toReversed()) {
      progress(`round ${run + 1} of ${runs}: ${name}`);
      const figures = await runProcess(processes[name]);
      for (const [figure, value] of Object.entries(figures)) (samples[name][figure] ??= []).push(value);
    }
  }
  for (const name of names) {
    const uneven = Object.entries(samples[name]).find(([, values]) => values.length !== runs);
    if (uneven) throw new Error(`${name} printed the figure ${uneven[0]} in ${uneven[1].length} of ${runs} rounds`);
  }
  return samples as Record<Name, Samples>;
}
