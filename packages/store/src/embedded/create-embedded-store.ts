import { type Model, type ScanOptions, type StoredImage, type VectorStore, asAppError } from "@lesion-atlas/core";
import { type EmbeddedStoreOptions, threadSettings } from "./options.ts";
import { pageSize, pagesOf } from "./pages.ts";
import { histogramBins } from "../rules/histogram.ts";
import { searchInPieces } from "./search-in-pieces.ts";
import { createStoreThread } from "./thread/store-thread.ts";

/** SQLite's name for a store that is gone when it is closed; only one thread can see it. */
const inMemory = ":memory:";
/** Values of a facet unless the call says otherwise. */
const facetLimit = 100;

/**
 * The store in one SQLite file: records, fields, the vectors of each model, and exact search. Reads and writes have a
 * thread each, so that a search never waits for a batch that is being written, here or by another process.
 *
 * @param path of the file; it and its folder are created when they are missing. `:memory:` keeps everything in memory
 * @throws AppError `invalid_input` for a file of another program, `unsupported` for one of a newer build,
 * `store_unavailable` when it cannot be opened
 */
export async function createEmbeddedStore(path: string, options: EmbeddedStoreOptions = {}): Promise<VectorStore> {
  const settings = threadSettings(path, options);
  const reader = createStoreThread("lesion-store-reader", settings);
  const writer = path === inMemory ? reader : createStoreThread("lesion-store-writer", settings);
  let inUse: Model | undefined;

  const close = async () => {
    await Promise.all([reader.close(), writer.close()]);
  };
  try {
    await reader.call("open", undefined);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const under = (everyImage?: boolean) => ({ model: inUse?.fingerprint, everyImage });

  return {
    capabilities: { exactSearch: true, exactFacets: true, concurrentWriters: true },
    async useModel(model, callOptions) {
      const { id, fingerprint, dimensions, logitScale, templates, hasText, license, remark } = model;
      const known = { id, fingerprint, dimensions, logitScale, templates: [...templates], hasText, license, remark };
      await reader.call("useModel", known, callOptions);
      inUse = known;
    },
    models: (callOptions) => reader.call("models", undefined, callOptions),
    upsert: (points, callOptions) => writer.call("upsert", { points, ...under() }, callOptions),
    search: (queries, callOptions) => searchInPieces(reader, queries, inUse?.fingerprint, callOptions),
    distribution: (query, { bins = histogramBins, ...callOptions } = {}) =>
      reader.call("distribution", { query, bins, ...under() }, callOptions),
    async get(ids, { vectors, ...callOptions } = {}) {
      const images: (StoredImage | undefined)[] = [];
      for (let first = 0; first < ids.length; first += pageSize) {
        const some = ids.slice(first, first + pageSize);
        images.push(...(await reader.call("get", { ids: some, vectors, ...under() }, callOptions)));
      }
      return images;
    },
    scan({ filter, after, vectors, everyImage, signal }: ScanOptions = {}): AsyncIterable<StoredImage> {
      const request = { filter, vectors, ...under(everyImage) };
      return pagesOf((size, behind) => reader.call("scan", { ...request, size, after: behind }, { signal }), after);
    },
    count: (filter, { everyImage, ...callOptions } = {}) =>
      reader.call("count", { filter, ...under(everyImage) }, callOptions),
    facet: (field, filter, { everyImage, limit = facetLimit, ...callOptions } = {}) =>
      reader.call("facet", { field, filter, limit, ...under(everyImage) }, callOptions),
    setFields: (ids, patch, callOptions) => writer.call("setFields", { ids, patch }, callOptions),
    delete: (target, callOptions) => writer.call("delete", target, callOptions),
    async health(callOptions) {
      try {
        return { status: "green", detail: await reader.call("describe", undefined, callOptions) };
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code === "cancelled") throw error;
        return { status: "red", detail: error.message };
      }
    },
    close,
  };
}
