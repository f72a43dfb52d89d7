import type { IndexCounts } from "@lesion-atlas/core";
import type { IndexProgress } from "./index-request.ts";

/** The rate is measured over this time, so that a stretch of unchanged images does not promise too much for long. */
const windowMs = 30_000;

/** Counts and the rate at which they grow. */
export interface ProgressMeter {
  add(counts: Partial<IndexCounts>): void;
  counts(): IndexCounts;
  /** Takes a reading of the clock. */
  progress(): IndexProgress;
}

/**
 * @param total keys there are, where that is known
 * @param now a clock in milliseconds
 */
export function createProgressMeter(total: number | undefined, now: () => number): ProgressMeter {
  const counts: IndexCounts = { stored: 0, unchanged: 0, updated: 0, rejected: 0 };
  const readings = [{ ms: now(), done: 0 }];
  return {
    add(more) {
      for (const name of Object.keys(counts) as (keyof IndexCounts)[]) counts[name] += more[name] ?? 0;
    },
    counts: () => ({ ...counts }),
    progress() {
      const done = counts.stored + counts.unchanged + counts.updated + counts.rejected;
      const ms = now();
      readings.push({ ms, done });
      while (readings.length > 2 && readings[1].ms <= ms - windowMs) readings.shift();
      const passedMs = ms - readings[0].ms;
      const imagesPerSecond = passedMs > 0 ? ((done - readings[0].done) / passedMs) * 1000 : 0;
      const progress: IndexProgress = { ...counts, done, imagesPerSecond };
      if (total === undefined) return progress;
      const left = Math.max(0, total - done);
      if (left === 0) return { ...progress, total, secondsLeft: 0 };
      return imagesPerSecond > 0 ? { ...progress, total, secondsLeft: left / imagesPerSecond } : { ...progress, total };
    },
  };
}
