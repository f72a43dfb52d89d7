import type { Filter } from "./filter.ts";
import type { Embedding, Model } from "./model.ts";
import type { CallOptions } from "./options.ts";
import type { Fields, FieldValue, ImageRecord, Scalar } from "./record.ts";

/** What a store may or may not be able to do; callers ask before they promise. */
export interface StoreCapabilities {
  /** Every answer of `search` is the true top list. False for an approximate index. */
  readonly exactSearch: boolean;
  /** `facet` counts every image; else its counts are estimates beyond a stated size. */
  readonly exactFacets: boolean;
  /** Several processes may write at once. */
  readonly concurrentWriters: boolean;
}

/** One image to write. Without a vector only the record is written, and the vectors that are there stay. */
export interface Point {
  record: ImageRecord;
  /** Unit length, of the model named by `fingerprint`, which must be the model in use. */
  vector?: { fingerprint: string; values: Embedding };
}

/** One image as it is stored. */
export interface StoredImage {
  id: string;
  record: ImageRecord;
  fields: Fields;
  /** Whether the model in use has a vector of it. */
  hasVector: boolean;
  /** The vector of the model in use, where the call asked for vectors and there is one. */
  vector?: Embedding;
}

export interface SearchQuery {
  /** q, `model.dimensions` long, of any length but zero. */
  vector: Float32Array;
  filter?: Filter;
  /** Smallest x.q of a hit, inclusive. */
  minimum?: number;
  /** Number of hits wanted, 1 to 10,000. */
  limit: number;
}

/** Ordered by `dot` descending, then `id` ascending. */
export interface SearchHit {
  id: string;
  /** x.q, the inner product of the stored unit vector with the query as given. */
  dot: number;
  /** x.q / |q|, a cosine. */
  score: number;
  record: ImageRecord;
  fields: Fields;
}

export interface Distribution {
  /** Images under the model that pass the filter. */
  matching: number;
  /** Of these, those with x.q >= minimum; equal to `matching` without one. */
  passing: number;
  /** Counts of x.q in `counts.length` equal bins from `low` to `high`; the last bin holds `high` too. */
  histogram: { low: number; high: number; counts: number[] };
  /** False where `passing` and the histogram were scaled up from a sample. */
  exact: boolean;
  /** Images looked at, and the 95 % interval of `passing`, where they were sampled. */
  sample?: { size: number; passingLow: number; passingHigh: number };
}

export interface FacetCount {
  value: Scalar;
  count: number;
}

export interface Facet {
  /** By count descending, then value ascending (numbers before strings before booleans). */
  values: FacetCount[];
  /** Images without any value. */
  missing: number;
  /** Distinct values beyond `limit` that were left out. */
  otherValues: number;
}

/**
 * `green` serves and is optimised, `yellow` serves while it optimises, `grey` serves and will optimise on the next
 * write, `red` does not serve.
 */
export interface StoreHealth {
  status: "green" | "yellow" | "grey" | "red";
  detail: string;
}

export interface ScanOptions extends CallOptions {
  filter?: Filter;
  /** Start behind this id. */
  after?: string;
  vectors?: boolean;
  /** Also images that have no vector of the model in use. */
  everyImage?: boolean;
}

/**
 * Records, vectors and people's fields of images.
 *
 * A handle has at most one model in use; what counts, facets, scans, searches or draws a distribution under it sees
 * only images that have its vector, unless `everyImage` is given. Without a model in use, `search` and `distribution`
 * throw `invalid_input` and the others see every image.
 *
 * Every call may throw AppError `store_unavailable` (retryable) and `cancelled`.
 */
export interface VectorStore {
  readonly capabilities: StoreCapabilities;
  /** Registers the model when the store does not know it yet. @throws AppError `model_mismatch` when the fingerprint is known with other dimensions. */
  useModel(model: Model, options?: CallOptions): Promise<void>;
  /** Every model that ever wrote, with the number of its vectors. */
  models(options?: CallOptions): Promise<{ model: Model; vectors: number }[]>;
  /**
   * All points or none, durable when it resolves. A new record never erases fields, a new model never erases another
   * model's vectors. Where `content_hash` differs from the stored one the picture is another: the vectors that any model
   * made of the old one are removed.
   *
   * @throws AppError `invalid_input` for a vector of wrong length, with NaN or not unit length (within 1e-3);
   * `model_mismatch` for one of another fingerprint than the model in use. Nothing is written then.
   */
  upsert(points: readonly Point[], options?: CallOptions): Promise<void>;
  /** One list of hits a query, in order. Sees what was committed before it began. */
  search(queries: readonly SearchQuery[], options?: CallOptions): Promise<SearchHit[][]>;
  distribution(
    query: { vector: Float32Array; filter?: Filter; minimum?: number },
    options?: CallOptions & { bins?: number },
  ): Promise<Distribution>;
  /** In the order of `ids`; undefined where there is no such image. */
  get(ids: readonly string[], options?: CallOptions & { vectors?: boolean }): Promise<(StoredImage | undefined)[]>;
  /** By id ascending. Images written meanwhile may or may not be seen; no image is seen twice. */
  scan(options?: ScanOptions): AsyncIterable<StoredImage>;
  count(filter?: Filter, options?: CallOptions & { everyImage?: boolean }): Promise<number>;
  /** @param field a field path of `Filter` */
  facet(
    field: string,
    filter?: Filter,
    options?: CallOptions & { everyImage?: boolean; limit?: number },
  ): Promise<Facet>;
  /** Sets each named field on each image; null removes it. Ids that are not stored are left out. @returns images that were there */
  setFields(
    ids: readonly string[],
    patch: Readonly<Record<string, FieldValue | null>>,
    options?: CallOptions,
  ): Promise<number>;
  /** Removes images whole: record, fields and every model's vector. @returns how many there were */
  delete(target: { ids: readonly string[] } | { filter: Filter }, options?: CallOptions): Promise<number>;
  health(options?: CallOptions): Promise<StoreHealth>;
  close(): Promise<void>;
}
