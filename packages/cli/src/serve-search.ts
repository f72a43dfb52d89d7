import { join } from "node:path";
import type { Catalog, Encoder, VectorStore } from "@lesion-atlas/core";
import type { EmbeddingCache } from "@lesion-atlas/indexer";
import type { ServiceLog } from "@lesion-atlas/search-api";
import { builtPage } from "@lesion-atlas/dashboard";
import type { Config } from "./config.ts";
import { rememberSeen, workOnRuns, workerLog } from "./work-on-runs.ts";
import type { CommandContext } from "./command-context.ts";
import { type Composition, createComposition } from "./compose.ts";
import { openEmbeddingCache } from "./commands/embedding-cache.ts";
import { createImageSources } from "./image-sources.ts";
import { readConcepts } from "./own-concepts.ts";
import { untilAborted } from "./interrupts.ts";
import type { Terminal } from "./output/terminal.ts";

/** Where and for whom to serve. */
export interface ServeOptions {
  host: string;
  port: number;
  allowHost?: readonly string[];
  allowOrigin?: readonly string[];
  /** Requests a minute of one key; twice as many of one address; 0 for no limit. */
  rateLimit: number;
  /** Also works on queued index runs. */
  worker?: boolean;
  /** For what this process indexes. */
  embeddingCache?: boolean;
}

export const defaultServeOptions = { host: "127.0.0.1", port: 4600, rateLimit: 600 };

/** Serves the configuration's store until the signal is aborted; what is under way then ends first. */
export async function serveSearch(options: ServeOptions, context: CommandContext): Promise<void> {
  const composition = createComposition(context.config, { device: context.device, resident: true });
  try {
    await serveComposition(options, context, composition);
  } finally {
    await composition.close();
  }
}

async function serveComposition(
  options: ServeOptions,
  { config, terminal, events, signal }: Omit<CommandContext, "composition">,
  composition: Composition,
): Promise<void> {
  const api = await import("@lesion-atlas/search-api");
  const { host, port, allowHost = [], allowOrigin, rateLimit } = options;
  const tracing = config.tracing && (await api.createTracing(config.tracing));
  const catalog = await composition.catalog();
  const keys = (await api.listApiKeys(catalog, { signal })).filter(({ revokedAt }) => revokedAt === undefined);
  api.checkAddress(host, keys.length > 0);
  const ports = await composition.searchPorts({ signal, mayBeEmpty: options.worker });
  const metrics = api.createMetrics();
  const batched = api.createTextEncoding(api.instrument(ports.encoder, "model", metrics), {
    onLookup: (hit) => metrics.cacheLookup("text", hit),
  });
  const counted = api.instrument(ports.store, "store", metrics);
  const encoder = tracing ? api.instrument(batched, "model", tracing) : batched;
  const shared = counted.capabilities.exactSearch ? api.createSearchBatching(counted) : counted;
  const store = tracing ? api.instrument(shared, "store", tracing) : shared;
  await warmUp({ store, encoder }, signal);
  const imageSources = createImageSources(catalog);
  const thumbnailCache = await api.createThumbnailFolder(join(config.home, "cache", "thumbnails"));
  const pageFolder = builtPage();
  if (pageFolder === undefined && !config.quiet) {
    terminal.err.write("The web page is not built: npm run page builds it, then start again. The API is served.\n");
  }
  const { warn } = workerLog(terminal, config);
  const embeddingCache = options.embeddingCache
    ? await openEmbeddingCache(config, (sentence) => warn({}, sentence))
    : undefined;
  const work = { ...ports, catalog, embeddingCache };
  const runs = await runPorts(work, { config, composition });
  const app = api.createSearchApp(
    {
      store,
      encoder,
      catalog,
      imageSources,
      concepts: await readConcepts(config.home, { signal }),
      thumbnailCache,
      metrics,
      tracing,
      ...runs,
      compute: await composition.compute(),
      log: errorLog(terminal),
    },
    {
      access: keys.length > 0 ? "keys" : "open",
      allowedHosts: ["localhost", "127.0.0.1", "[::1]", host, ...allowHost],
      allowedOrigins: allowOrigin,
      rateLimits: rateLimit > 0 && { perKey: rateLimit, perAddress: 2 * rateLimit },
      pageFolder,
      isClosing: () => signal.aborted,
    },
  );
  try {
    const worker = options.worker ? await workOnRuns(work, {}, { config, terminal }) : undefined;
    const server = await api.serveApp(app, { host, port });
    try {
      if (config.json) events.emit({ event: "serving", url: server.url, keys: keys.length });
      else
        terminal.out.write(
          `\nServing at ${server.url} (${pageFolder === undefined ? "" : "the page; "}the API: ${server.url}/docs). Ctrl-C ends.\n`,
        );
      await untilAborted(signal);
    } finally {
      await worker?.close();
      await server.close();
      await tracing?.close();
    }
  } finally {
    if (runs.ownQueue) await runs.runs.close();
    embeddingCache?.close();
    await imageSources.close();
  }
}

/** Runs in the Redis of LESION_REDIS_URL with their page, else in this process. */
async function runPorts(
  { catalog, ...ports }: { store: VectorStore; encoder: Encoder; catalog: Catalog; embeddingCache?: EmbeddingCache },
  { config, composition }: { config: Config; composition: Composition },
) {
  const { createInProcessQueue, createQueueBoard } = await import("@lesion-atlas/indexer");
  if (config.redisUrl === undefined) {
    return { ownQueue: true, runs: createInProcessQueue({ ...ports, onArchive: rememberSeen(catalog) }) };
  }
  const runs = await composition.runQueue({ model: ports.encoder.model });
  return { ownQueue: false, runs, queueBoard: createQueueBoard(runs) };
}

/** Opens the text tower and loads the vectors, so that the first question does not wait for them. */
async function warmUp(
  { store, encoder }: { store: VectorStore; encoder: Encoder },
  signal: AbortSignal,
): Promise<void> {
  const vector = new Float32Array(encoder.model.dimensions).fill(1);
  await Promise.all([
    encoder.model.hasText ? encoder.encodeTexts(["skin"], { signal }) : undefined,
    store.search([{ vector, limit: 1 }], { signal }),
  ]);
}

/** One line of JSON an error, on stderr. */
function errorLog({ err }: Terminal): ServiceLog {
  return {
    info: () => {},
    error: (facts, message) => err.write(`${JSON.stringify({ level: "error", message, ...facts })}\n`),
  };
}
