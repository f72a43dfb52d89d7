import { AppError, type CallOptions, type Model, type VectorStore, asAppError } from "@lesion-atlas/core";
import { qdrantSettings } from "../options.ts";
import { openAttached } from "./open-attached.ts";
import type { AttachedStoreOptions } from "./options.ts";
import { countAttached, facetAttached, getAttached, scanAttached, scopeOf } from "./read-attached.ts";
import { distributionAttached, searchAttached } from "./search-attached.ts";

/**
 * A collection that somebody else made, read as it is: search, counts, facets and scans work, every write is refused
 * before it reaches the server. The owner says which model made the vectors.
 *
 * @throws AppError see `openAttached`
 */
export async function createAttachedStore(
  options: AttachedStoreOptions,
  callOptions?: CallOptions,
): Promise<VectorStore> {
  const { model } = options;
  const { search } = qdrantSettings({ search: options.search });
  const handle = await openAttached(options, callOptions);
  const refuse = async (): Promise<never> => {
    throw new AppError(
      "unsupported",
      `${options.collection} is attached and only read: copy it into a store of yours with lesion store migrate to write`,
    );
  };
  let inUse: Model | undefined;
  const required = () => {
    if (inUse) return inUse;
    throw new AppError("invalid_input", "no model is in use: call useModel first (--model ID)");
  };
  const every = (everyImage: boolean | undefined) => everyImage === true || inUse === undefined;

  return {
    capabilities: { exactSearch: search.exact, exactFacets: true, concurrentWriters: false },
    async useModel(other) {
      if (other.fingerprint !== model.fingerprint) {
        throw new AppError(
          "model_mismatch",
          `${options.collection} was attached as made by the model ${model.id}, and ${other.id} is another`,
        );
      }
      inUse = model;
    },
    models: async (callOptions = {}) => [
      { model, vectors: await countAttached(handle, scopeOf(handle, undefined, false), callOptions) },
    ],
    upsert: refuse,
    search: async (queries, callOptions) => searchAttached(handle, required(), queries, search, callOptions),
    distribution: async (query, callOptions = {}) =>
      distributionAttached(handle, required(), query, search, callOptions),
    get: (ids, callOptions = {}) => getAttached(handle, ids, callOptions),
    scan: (scanOptions = {}) => scanAttached(handle, { ...scanOptions, everyImage: every(scanOptions.everyImage) }),
    count: async (filter, { everyImage, ...callOptions } = {}) =>
      countAttached(handle, scopeOf(handle, filter, every(everyImage)), callOptions),
    facet: (field, filter, callOptions = {}) =>
      facetAttached(handle, field, filter, { ...callOptions, everyImage: every(callOptions.everyImage) }),
    setFields: refuse,
    delete: refuse,
    async health(callOptions) {
      try {
        const { status, points_count } = await handle.info(callOptions);
        const { connection, distance } = handle;
        const facts = `${options.collection}, attached, ${distance}, ${(points_count ?? 0).toLocaleString("en")} points`;
        return { status, detail: `Qdrant ${connection.version} at ${connection.url}, ${facts}` };
      } catch (thrown) {
        const error = asAppError(thrown);
        if (error.code === "cancelled") throw error;
        return { status: "red", detail: error.message };
      }
    },
    close: async () => {},
  };
}
