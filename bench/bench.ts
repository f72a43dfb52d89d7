/** What is true of the machine while a bench runs; it is printed above the table and stored with the result. */
export interface MachineFacts {
  processor: string;
  cores: number;
  memoryGib: number;
  platform: string;
  node: string;
  onnxruntime: string;
  /** Of the peer's own environment; undefined where there is none. */
  numpy?: string;
  pillow?: string;
}

/** One whole process. Its last line on stdout is a JSON object of figures: name -> number. */
export interface BenchProcess {
  command: string;
  args: readonly string[];
  /** Added to the environment; `undefined` removes a variable. */
  env?: Readonly<Record<string, string | undefined>>;
}

/** Figure name -> one number a run, in the order of the runs. `wall_ms`, start and end included, is added to what the process printed. */
export type Samples = Record<string, number[]>;

/** The Python that runs the peers, or why there is none. */
export type PythonPeer =
  | { skipped?: undefined; process(script: string, ...args: string[]): BenchProcess }
  | { skipped: string };

export interface BenchContext {
  /** Rounds of `interleave`: 15, or what `--runs` says. */
  readonly runs: number;
  /** Threads that both sides get. */
  readonly threads: number;
  readonly machine: MachineFacts;
  /** numpy and pillow from the bench's own environment; a script is a path relative to `bench/`. */
  readonly python: PythonPeer;
  /** A process of this Node that runs a TypeScript file, a path relative to `bench/`. */
  node(script: string, ...args: string[]): BenchProcess;
  /**
   * Runs the processes of a round one after the other, `runs` rounds, so that what the machine does meanwhile hits all alike.
   * @throws Error with the last lines of stderr when a process fails
   */
  interleave<Name extends string>(
    processes: Record<Name, BenchProcess>,
    options?: { runs?: number },
  ): Promise<Record<Name, Samples>>;
  /** An empty folder for what a bench writes; removed after it. */
  readonly scratch: string;
  /** A line of progress on stderr. */
  progress(line: string): void;
}

/** One line of the table. */
export interface BenchRow {
  figure: string;
  /** Of `ours` and `peer`: "ms", "images/s", "MiB", "s". */
  unit: string;
  /** One number a run. */
  ours: readonly number[];
  /** One number a run, paired with `ours`; undefined where the row has no peer. */
  peer?: readonly number[];
  /** What the peer is ("numpy", "Pillow, one thread", "77 tokens"), or the reason why it was skipped. */
  peerName?: string;
  /** The bound that must hold: on ours / peer when there is a peer (or it was skipped), else on ours itself. */
  target?: { atMost: number } | { atLeast: number };
}

export interface BenchReport {
  rows: BenchRow[];
  /** Sentences that a reader of the figures needs. */
  notes?: string[];
  /** Why nothing was measured, and what to do about it: no result is written then, and the bench does not fail. */
  skipped?: string;
}

/** What `bench/NAME.ts` exports as `bench`. It is run in a process of its own by `npm run bench -- NAME`. */
export interface Bench {
  /** The file's name without `.ts`. */
  name: string;
  /** One line for the list. */
  describe: string;
  run(context: BenchContext): Promise<BenchReport>;
}
