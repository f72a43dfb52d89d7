import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Bench, BenchReport, BenchRow } from "./bench.ts";
import { imageVectors } from "./image-vectors/image-vectors.ts";
import { type Precision, precisions } from "./qdrant-scale/setting.ts";
import { type BenchServer, withServer } from "./qdrant/with-server.ts";

const images = 50_000;

export const bench: Bench = {
  name: "qdrant-scale",
  describe: "memory, disk and time of 50,000 x 768 in Qdrant, by precision",
  async run(context): Promise<BenchReport> {
    const { folder, dimensions, describe } = await imageVectors(context, images);
    const rows: BenchRow[] = [];
    for (const precision of Object.keys(precisions) as Precision[]) {
      const storage = join(context.scratch, precision);
      const measure = async (server: BenchServer): Promise<BenchReport> => {
        const words = { precision, images, sourceDimensions: dimensions, vectors: folder, url: server.url };
        const fill = context.node("qdrant-scale/fill.ts", JSON.stringify(words));
        const before = server.use();
        const { filled } = await context.interleave({ filled: fill }, { runs: 1 });
        return { rows: rowsOf(precision, filled, before, server, storage) };
      };
      const report = await withServer(storage, measure);
      if (report.skipped !== undefined) return report;
      rows.push(...report.rows);
    }
    return {
      rows,
      notes: [
        `${images} images of ${3 * dimensions} components, one run each, a fresh server for each precision; server and client share ${context.threads} cores.`,
        `Vectors: the demo encoder on ${describe}, the ${dimensions} components three times in other orders and signs, so that all inner products, and so the neighbours, stay the same.`,
        "Disk: blocks that the storage folder takes, write-ahead log included. Memory: after the searches; mapped files are what the system may drop.",
        "Recall of 100 unknown photographs against Qdrant's own exact search.",
      ],
    };
  },
};

function rowsOf(
  precision: Precision,
  filled: Record<string, number[]>,
  before: ReturnType<BenchServer["use"]>,
  server: BenchServer,
  storage: string,
): BenchRow[] {
  const use = server.use();
  const row = (figure: string, unit: string, values: readonly number[]): BenchRow => ({
    figure: `${precision}: ${figure}`,
    unit,
    ours: values,
  });
  return [
    row("writing", "images/s", filled.images_per_s),
    row("from the first image until the index is finished", "s", filled.green_s),
    row("share of the vectors in the graph", "", filled.indexed_share),
    row("recall@10", "", filled.recall),
    row("p50", "ms", filled.p50_ms),
    row("p95", "ms", filled.p95_ms),
    row("disk", "MiB", [diskMib(storage)]),
    ...(use && before
      ? [
          row("memory that must be there", "MiB", [use.anonymousMib]),
          row("memory of mapped files", "MiB", [use.filesMib]),
          row("processor time of the server", "s", [use.cpuS - before.cpuS]),
        ]
      : []),
  ];
}

/** Blocks of 512 bytes that the files take. */
function diskMib(folder: string): number {
  const files = globSync("**", { cwd: folder }).map((file) => statSync(join(folder, file)));
  return files.reduce((sum, file) => sum + (file.isFile() ? file.blocks * 512 : 0), 0) / 2 ** 20;
}
