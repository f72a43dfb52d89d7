import { researchNotice } from "@lesion-atlas/analysis";
import type { IndexCounts } from "@lesion-atlas/indexer";
import { formatCount, formatDuration } from "./numbers.ts";
import { printable } from "./printable.ts";

/** How an index run ended, for a person. */
export function indexedText(run: {
  archiveName: string;
  model: string;
  dryRun: boolean;
  counts: IndexCounts & { deleted: number };
  durationMs: number;
}): string {
  const { archiveName, model, dryRun, counts, durationMs } = run;
  const list = Object.entries(counts)
    .map(([name, count]) => `${formatCount(count)} ${name}`)
    .join(", ");
  const what = `${printable(archiveName)} by model ${model}: ${list}, in ${formatDuration(durationMs / 1000)}`;
  return `${dryRun ? "Dry run, nothing was written: " : "Indexed "}${what}.\n${researchNotice}\n`;
}
