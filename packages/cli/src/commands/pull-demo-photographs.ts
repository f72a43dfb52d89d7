import { join } from "node:path";
import { pullIsic } from "@lesion-atlas/indexer";
import type { CommandContext } from "../command-context.ts";
import { formatCount } from "../output/numbers.ts";
import { createProgress } from "../output/progress.ts";

/** Dermoscopic photographs that are free of conditions. */
const query = "copyright_license:CC-0 AND image_type:dermoscopic";
const count = 500;

/**
 * Downloads 500 CC-0 photographs of the ISIC Archive into `LESION_HOME/isic-demo`, or goes on where that stopped.
 *
 * @returns the folder
 * @throws AppError `archive_unavailable` without a network
 */
export async function pullDemoPhotographs(
  baseUrl: string,
  { config, terminal, signal, events }: CommandContext,
): Promise<string> {
  const to = join(config.home, "isic-demo");
  const progress = createProgress(terminal.err, { unit: "photographs", quiet: config.quiet });
  try {
    const report = await pullIsic(
      { query, collections: [], limit: count, to, baseUrl },
      {
        signal,
        onProgress: ({ done, total }) => {
          progress.update({ done, total });
          events.emit({ event: "pulled", done, total });
        },
      },
    );
    const present = report.present > 0 ? `, ${formatCount(report.present)} of them were there already` : "";
    progress.remark(`${formatCount(report.images)} CC-0 photographs of the ISIC Archive in ${to}${present}`);
  } finally {
    progress.finish();
  }
  return to;
}
