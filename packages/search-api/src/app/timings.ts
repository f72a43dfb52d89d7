/** Milliseconds of the steps of one request, for `Server-Timing`. */
export interface Timings {
  add(step: string, durationMs: number): void;
  /** Runs the step and adds what it took, also when it throws. */
  measure<Value>(step: string, run: () => Promise<Value>): Promise<Value>;
  /** The header's value (W3C Server Timing); empty where nothing was measured. */
  header(): string;
}

/** @param onStep also told of each step, for metrics */
export function createTimings(onStep: (step: string, durationMs: number) => void = () => {}): Timings {
  const steps = new Map<string, number>();
  const add = (step: string, durationMs: number) => {
    steps.set(step, (steps.get(step) ?? 0) + durationMs);
    onStep(step, durationMs);
  };
  return {
    add,
    async measure(step, run) {
      const began = performance.now();
      try {
        return await run();
      } finally {
        add(step, performance.now() - began);
      }
    },
    header: () => [...steps].map(([step, durationMs]) => `${step};dur=${durationMs.toFixed(1)}`).join(", "),
  };
}
