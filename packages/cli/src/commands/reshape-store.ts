import { researchNotice } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import type { CommandContext } from "../command-context.ts";
import { migratedText, outcomeAnswer } from "../output/migrated-text.ts";
import { createMoveReport } from "../output/move-report.ts";
import { type QdrantLocation, storeUrl } from "../store-location.ts";

/**
 * `lesion store migrate` from a Qdrant store to itself with other options: a new collection, and one switch of the alias.
 *
 * @throws AppError `invalid_input` where no option says a new shape
 */
export async function reshapeStore(
  location: QdrantLocation,
  { dropOld }: { dropOld?: boolean },
  { config, terminal, events, signal }: CommandContext,
): Promise<void> {
  const url = storeUrl(location);
  const { prefix: _, ...shape } = location.options.collection ?? {};
  if (Object.values(shape).every((value) => value === undefined)) {
    throw new AppError(
      "invalid_input",
      `--from and --to are one store, ${url}: to give it another shape, say which, --to "qdrant:URL?shards=2"`,
    );
  }
  const { reshapeQdrantStore } = await import("@lesion-atlas/store");
  const began = performance.now();
  const report = createMoveReport(terminal.err, events, config);
  events.emit({ event: "start", from: url, to: url, notice: researchNotice });
  try {
    const { oldCollection, newCollection, ...outcome } = await reshapeQdrantStore(
      { ...location.options, apiKey: config.qdrantApiKey },
      { signal, onProgress: report.progress, dropOld },
    );
    report.finish();
    const duration_ms = Math.round(performance.now() - began);
    const answer = { from: oldCollection, to: newCollection, ...outcomeAnswer(outcome), duration_ms };
    if (config.json) events.emit({ event: "done", ...answer });
    else terminal.out.write(migratedText(answer));
  } finally {
    report.finish();
  }
}
