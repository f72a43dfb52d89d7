import { AppError, type Catalog, type Encoder, type RunRole, type VectorStore } from "@lesion-atlas/core";
import type { EmbeddingCache, IndexWorker, RunRetention, SeenArchive, WorkerLog } from "@lesion-atlas/indexer";
import { rememberArchive } from "./archive-documents.ts";
import type { Config } from "./config.ts";
import type { Terminal } from "./output/terminal.ts";
import { storeUrl } from "./store-location.ts";

/** What `lesion worker` and `lesion serve --worker` may be told. */
export interface WorkOptions {
  /** Ranges a minute that all workers of the model begin together. */
  rangesPerMinute?: number;
  /** `plan`, `index` or both. */
  roles?: readonly RunRole[];
  /** How long runs that have ended stay in Redis. */
  keepRuns?: RunRetention;
}

/** The queue's server. @throws AppError `invalid_input` where none is named */
export function redisUrl({ redisUrl: url }: Config): string {
  if (url !== undefined) return url;
  throw new AppError("invalid_input", "name the queue's Redis with LESION_REDIS_URL, such as redis://localhost:6379");
}

/** Remembers where a run's archive lies, under the name that the user chose. */
export function rememberSeen(catalog: Catalog) {
  return ({ name, location, format, indexedAt: indexed_at, run }: SeenArchive) =>
    rememberArchive(catalog, name, { location, format, indexed_at, last_run: run && { id: run.id, ...run.counts } });
}

/** Starts a worker in this process. @throws AppError what `createIndexWorker` throws */
export async function workOnRuns(
  ports: { store: VectorStore; encoder: Encoder; catalog: Catalog; embeddingCache?: EmbeddingCache },
  { rangesPerMinute, roles, keepRuns }: WorkOptions,
  { config, terminal }: { config: Config; terminal: Terminal },
): Promise<IndexWorker> {
  const { createIndexWorker } = await import("@lesion-atlas/indexer");
  const { catalog, ...others } = ports;
  const onArchive = rememberSeen(catalog);
  const logger = workerLog(terminal, config);
  return createIndexWorker(redisUrl(config), {
    ...others,
    storeAddress: storeUrl(config.store),
    onArchive,
    logger,
    rangesPerMinute,
    roles,
    keepRuns,
  });
}

/** One line of JSON each, on stderr. */
export function workerLog({ err }: Terminal, { quiet }: Config): WorkerLog {
  const say = (level: string) => (facts: object, message: string) =>
    err.write(`${JSON.stringify({ level, time: new Date().toISOString(), message, ...facts })}\n`);
  return { info: quiet ? () => {} : say("info"), warn: say("warn") };
}
