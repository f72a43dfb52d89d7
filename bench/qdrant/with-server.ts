import { existsSync } from "node:fs";
import { findQdrant } from "../../test/support/qdrant/find-qdrant.ts";
import { startOwnQdrant } from "../../test/support/qdrant/start-qdrant.ts";
import type { BenchReport } from "../bench.ts";
import { type ServerUse, serverUse } from "./server-use.ts";

/** A Qdrant of the bench's own: a program of this machine where there is one, else a container. */
export interface BenchServer {
  url: string;
  /** Folder of its storage; undefined for a container. */
  storage?: string;
  /** What it has used since it was started; undefined where the system does not say (containers, other than Linux). */
  use(): ServerUse | undefined;
}

/**
 * Runs `work` with a fresh server and stops it afterwards.
 *
 * @param storage a folder that does not exist yet
 * @param settings by the names of Qdrant's environment
 * @returns a report that says why it was skipped, where there is no server
 */
export async function withServer(
  storage: string,
  work: (server: BenchServer) => Promise<BenchReport>,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchReport> {
  const source = findQdrant();
  if ("missing" in source) return { rows: [], skipped: source.missing };
  if ("url" in source) return { rows: [], skipped: "the server of LESION_QDRANT_URL is used by others: unset it" };
  const own: Record<string, string> = "command" in source ? { QDRANT__STORAGE__STORAGE_PATH: storage } : {};
  const server = await startOwnQdrant({ settings: { ...own, ...settings } });
  try {
    return await work({
      url: server.url,
      storage: existsSync(storage) ? storage : undefined,
      use: () => serverUse(storage),
    });
  } finally {
    await server.stop();
  }
}
