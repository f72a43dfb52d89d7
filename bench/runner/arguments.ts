import { parseArgs } from "node:util";

export interface BenchArguments {
  /** Empty: all. */
  names: readonly string[];
  runs: number;
  list: boolean;
  help: boolean;
}

export const defaultRuns = 15;

export const help = `Whole-process benchmarks of Lesion Atlas, against peers where there are some.

  npm run bench                        every bench, one after the other
  npm run bench -- NAME...             only these
  npm run bench -- --list              their names, and what each measures
  npm run bench -- NAME --runs 5       rounds of each measurement (default ${defaultRuns})

Each round runs ours and the peer once, as processes; the ratio is the median of the rounds' ratios.
numpy and Pillow come from bench/requirements.txt and are installed into bench/.venv by the first run; without Python 3.11
or newer, or without a way to install, the peers are skipped by name. Results: bench/results/NAME.json.
Exit codes: 0 every target was met, 1 one was missed or a bench failed, 2 wrong usage.
`;

/** @throws Error with a sentence for the user when the arguments are wrong */
export function parseArguments(words: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      runs: { type: "string", default: String(defaultRuns) },
      list: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`--runs takes a whole number from 1 on, not ${values.runs}`);
  return { names: positionals, runs, list: values.list, help: values.help };
}
