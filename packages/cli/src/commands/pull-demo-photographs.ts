import { join } from "node:path";
import type { CommandContext } from "../command-context.ts";
import { pullWithProgress } from "../isic/pull-with-progress.ts";

/** Dermoscopic photographs that are free of conditions. */
const query = "copyright_license:CC-0 AND image_type:dermoscopic";
const count = 500;

/**
 * Downloads 500 CC-0 photographs of the ISIC Archive into `LESION_HOME/isic-demo`, or goes on where that stopped.
 *
 * @returns the folder
 * @throws AppError `archive_unavailable` without a network
 */
export async function pullDemoPhotographs(baseUrl: string | undefined, context: CommandContext): Promise<string> {
  const to = join(context.config.home, "isic-demo");
  await pullWithProgress({ query, collections: [], limit: count, to, baseUrl }, context);
  return to;
}
