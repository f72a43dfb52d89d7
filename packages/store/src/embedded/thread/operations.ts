import type { Algebra } from "@lesion-atlas/compute";
import type { CatalogDocument, FieldValue, Filter, Model, Point, SearchQuery } from "@lesion-atlas/core";
import { copyDatabase } from "../backup/copy-database.ts";
import { openDatabase } from "../database/open-database.ts";
import { reading } from "../database/transaction.ts";
import * as documents from "../documents/documents.ts";
import { type FacetRequest, facetImages } from "../images/facet-images.ts";
import { type PageRequest, countImages, getImages, rowCount, scanPage } from "../images/read-images.ts";
import { upsertPoints } from "../images/upsert-points.ts";
import { deleteImages, setImageFields } from "../images/write-images.ts";
import { allModels, findModel } from "../models/find-model.ts";
import { registerModel } from "../models/register-model.ts";
import type { ThreadSettings } from "../options.ts";
import type { SearchTools } from "../search/search-vectors.ts";
import { createLoadedSource, createStreamedSource } from "../search/vector-rows.ts";
import { describeFile } from "./describe-file.ts";
import { createHeldHits } from "./held-hits.ts";

/** Fingerprint of the model in use: the handle keeps it, the thread is told with each call. */
interface Under {
  model: string | undefined;
  /** Also images that have no vector of it. */
  everyImage?: boolean;
}

/** What a thread of the store can be asked, one call at a time. `checkpoint` throws when the call was cancelled. */
export type StoreOperations = ReturnType<typeof createOperations>;

/** Opens the file on the calling thread. @throws AppError see `openDatabase` */
export function createOperations({ path, busyTimeoutMs, oneShot, vectorMemoryBytes, threads }: ThreadSettings) {
  const database = openDatabase(path, busyTimeoutMs);
  const source = oneShot ? createStreamedSource() : createLoadedSource(vectorMemoryBytes);
  const held = createHeldHits();
  let algebra: Promise<Algebra> | undefined;

  /** Loaded by the first search: onnxruntime would make every other start slow. */
  const searching = async () => {
    const [{ createAlgebra }, { searchVectors }, { distributionOf }] = await Promise.all([
      import("@lesion-atlas/compute"),
      import("../search/search-vectors.ts"),
      import("../search/distribution-of.ts"),
    ]);
    algebra ??= createAlgebra({ threads });
    const tools: SearchTools = { database, source, algebra: await algebra };
    return { tools, searchVectors, distributionOf };
  };
  const inUse = ({ model }: Under) => (model === undefined ? undefined : findModel(database, model));
  const scopeOf = (under: Under) => (under.everyImage ? undefined : inUse(under));

  return {
    open: () => undefined,
    useModel: (model: Model) => registerModel(database, model),
    models: () =>
      reading(database, () =>
        allModels(database).map(({ json, vectors }) => ({
          model: JSON.parse(json) as Model,
          vectors: rowCount(database, vectors),
        })),
      ),
    upsert: ({ points, model }: Under & { points: readonly Point[] }) => upsertPoints(database, points, model),
    async search({ queries, model }: Under & { queries: readonly SearchQuery[] }, checkpoint: () => void) {
      const { tools, searchVectors } = await searching();
      return held.hold(await searchVectors(tools, model, queries, checkpoint));
    },
    moreHits: (ticket: number) => held.more(ticket),
    dropHits: (ticket: number) => held.drop(ticket),
    async distribution(
      { query, bins, model }: Under & { query: Omit<SearchQuery, "limit">; bins: number },
      checkpoint: () => void,
    ) {
      const { tools, distributionOf } = await searching();
      return distributionOf(tools, model, query, bins, checkpoint);
    },
    get: (request: Under & { ids: readonly string[]; vectors?: boolean }) =>
      reading(database, () => getImages(database, request.ids, inUse(request), request.vectors)),
    scan: (request: Under & PageRequest) =>
      reading(database, () => scanPage(database, request, inUse(request), scopeOf(request))),
    count: (request: Under & { filter?: Filter }) =>
      reading(database, () => countImages(database, request.filter, scopeOf(request))),
    facet: (request: Under & FacetRequest) => reading(database, () => facetImages(database, request, scopeOf(request))),
    setFields: ({ ids, patch }: { ids: readonly string[]; patch: Readonly<Record<string, FieldValue | null>> }) =>
      setImageFields(database, ids, patch),
    delete: (target: { ids: readonly string[] } | { filter: Filter }) => deleteImages(database, target),
    backup: (request: { file: string; progress: Int32Array }, checkpoint: () => void) =>
      copyDatabase(database, request, checkpoint),
    describe: () => describeFile(database, path),
    getDocument: ({ kind, id }: { kind: string; id: string }) => documents.getDocument(database, kind, id),
    putDocument: (request: { kind: string; id: string; document: CatalogDocument; ifVersion?: number }) =>
      documents.putDocument(database, request.kind, request.id, request.document, request.ifVersion),
    appendDocument: ({ kind, entry }: { kind: string; entry: { id: string; document: CatalogDocument } }) =>
      documents.appendDocument(database, kind, entry),
    documentPage: ({ kind, after, size }: { kind: string; after?: string; size: number }) =>
      documents.documentPage(database, kind, after, size),
    documentKinds: () => documents.documentKinds(database),
    deleteDocument: ({ kind, id }: { kind: string; id: string }) => documents.deleteDocument(database, kind, id),
    async close() {
      await (await algebra)?.close();
      database.close();
    },
  };
}
