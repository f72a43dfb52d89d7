import { researchNotice } from "@lesion-atlas/analysis";
import type { IndexCounts, StoreHealth } from "@lesion-atlas/core";
import { formatCount, formatDuration } from "./numbers.ts";
import { printable } from "./printable.ts";

/** How an index run ended, for a person. */
export function indexedText(run: {
  archiveName: string;
  model: string;
  dryRun: boolean;
  counts: IndexCounts & { deleted: number };
  durationMs: number;
  /** Of the store afterwards: told where it is not simply ready. */
  health: StoreHealth;
}): string {
  const { archiveName, model, dryRun, counts, durationMs, health } = run;
  const list = Object.entries(counts)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(", ");
  const what = `${printable(archiveName)} by model ${model}: ${list}, in ${formatDuration(durationMs / 1000)}`;
  const readiness = health.status === "green" ? "" : `The store is ${health.status}: ${health.detail}\n`;
  return `${dryRun ? "Dry run, nothing was written: " : "Indexed "}${what}.\n${readiness}${researchNotice}\n`;
}
