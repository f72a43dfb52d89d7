import type { CallOptions, Model, ScanOptions, VectorStore } from "@lesion-atlas/core";
import { connectQdrant } from "./connection/connect.ts";
import { healthOf } from "./health-of.ts";
import { deleteImages, setImageFields } from "./images/change-images.ts";
import { facetImages } from "./images/facet-images.ts";
import { countMatching, getImages } from "./images/read-images.ts";
import { scanImages } from "./images/scan-images.ts";
import { createImagesHandle, patientImages } from "./layout/images-collection.ts";
import { countModels, registerModel, requireModel } from "./models/registered-models.ts";
import { type QdrantStoreOptions, qdrantSettings } from "./options.ts";
import { distributionOf } from "./search/distribution-of.ts";
import { searchImages } from "./search/search-images.ts";
import { createBatchSizes } from "./write/batch-sizes.ts";
import { createBulkLoad } from "./write/bulk-load.ts";
import { upsertPoints } from "./write/upsert-points.ts";

/**
 * Images in a Qdrant server, 1.18 or newer: one collection under an alias, one named vector a model. Several processes may
 * write at once.
 *
 * What differs from the embedded store: an upsert larger than a batch may be there in part when it fails, and a search
 * beside it may see a part; written again it is whole. Searches use a graph unless a filter lets few images through; see
 * `QdrantSearchOptions`.
 *
 * @throws AppError see `connectQdrant` and `openImagesCollection`
 */
export async function createQdrantStore(options: QdrantStoreOptions, callOptions?: CallOptions): Promise<VectorStore> {
  const settings = qdrantSettings(options);
  const connection = await connectQdrant(options, callOptions);
  const images = await createImagesHandle(connection, settings.collection, callOptions);
  const sizes = createBatchSizes(settings.write.batchLimit);
  const load = createBulkLoad(images, await images.info(callOptions), settings.write);
  const patient = patientImages(images);
  const tools = { images: patient, sizes, requestsAtOnce: settings.write.requestsAtOnce };
  let inUse: Model | undefined;

  return {
    capabilities: { exactSearch: settings.search.exact, exactFacets: false, concurrentWriters: true },
    async useModel(model, callOptions) {
      inUse = await registerModel(images, model, callOptions);
    },
    models: (callOptions) => countModels(images, callOptions),
    upsert: (points, callOptions) => load.during(points.length, () => upsertPoints(tools, points, inUse, callOptions)),
    search: async (queries, callOptions) =>
      searchImages(images, requireModel(inUse), queries, settings.search, callOptions),
    distribution: async (query, callOptions = {}) =>
      distributionOf(images, requireModel(inUse), query, settings.search, callOptions),
    get: (ids, callOptions = {}) => getImages(images, ids, inUse, callOptions),
    scan: (scanOptions: ScanOptions = {}) => scanImages(images, inUse, scanOptions),
    count: (filter, callOptions = {}) => countMatching(images, filter, inUse, callOptions),
    facet: (field, filter, callOptions = {}) => facetImages(images, field, filter, inUse, callOptions),
    setFields: (ids, patch, callOptions) => setImageFields(patient, ids, patch, callOptions),
    delete: (target, callOptions) => deleteImages(patient, target, callOptions),
    health: (callOptions) => healthOf(images, callOptions),
    close: () => load.finish().catch(() => undefined),
  };
}
