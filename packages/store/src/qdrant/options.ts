/** How a Qdrant server is reached. Server 1.18 or newer. */
export interface QdrantConnectionOptions {
  /**
   * `http://HOST:6333` or `https://HOST:6333`, with a path where a proxy wants one; port 6333 unless it says otherwise. A
   * certificate authority of one's own is given to Node itself (`NODE_EXTRA_CA_CERTS`).
   */
  url: string;
  /** Sent with each request. */
  apiKey?: string;
  /** After so many milliseconds without an answer a request is given up with `store_unavailable`. Default: 60,000. */
  timeoutMs?: number;
  /** The same for what may take long on a large collection: a new index, a snapshot, the end of a load. Default: 1,800,000. */
  slowTimeoutMs?: number;
  /** Connections that are kept open at a time. Default: 25. */
  maxConnections?: number;
  /**
   * How long a write is tried again while the server refuses (429, 503), is away or restarts. Reads are tried again once
   * only, since somebody waits for them. Default: 30,000.
   */
  retryForMs?: number;
}

/** Vectors in a smaller form that a search looks at first; the best of them are scored again with the vectors themselves. */
export type Quantization =
  | { kind: "none" }
  /** One byte a component. @property quantile share of components that the range covers, the rest is clipped; default 0.999 */
  | { kind: "scalar"; quantile?: number }
  /** One bit a component: for models of 1,024 dimensions and more that were shown to bear it. */
  | { kind: "binary" }
  | { kind: "product"; compression: "x4" | "x8" | "x16" | "x32" | "x64" };

/** What shapes a collection. Except for `prefix` it matters when the collection, or a model's place in it, is made. */
export interface QdrantCollectionOptions {
  /** Names of our collections begin with it; no other collection is ever touched. Default: `lesion`. */
  prefix?: string;
  /** Links of an image in the graph. Default: 16. */
  hnswM?: number;
  /** Candidates while the graph is built. Default: 128. */
  hnswEfConstruct?: number;
  /** Graph on disk (mapped) in place of memory. Default: false. */
  hnswOnDisk?: boolean;
  /** Vectors on disk (mapped); their quantized form stays in memory. Default: true. */
  vectorsOnDisk?: boolean;
  /** Records and fields on disk (mapped); payload indexes stay in memory but for columns of mostly unique values. Default: true. */
  payloadOnDisk?: boolean;
  /** Component type of stored vectors; `float16` halves them and changes scores in the fourth digit. Default: `float32`. */
  vectorType?: "float32" | "float16";
  /** Default: scalar. */
  quantization?: Quantization;
  /** Parts that the images are divided into, for servers of several nodes. Default: 1. */
  shards?: number;
  /** Copies of each part. Default: 1. */
  replicas?: number;
  /**
   * Copies that must have a write before it is acknowledged; one that missed it is taken out until it has caught up. Default:
   * half of `replicas`, so that writes go on while a node is away.
   */
  writeConsistency?: number;
  /** Kilobytes of vectors in a segment from which it is indexed. Default: 10,000, Qdrant's own. */
  indexingThresholdKb?: number;
  /** Qdrant's strict mode, field by field; undefined leaves the server's own. */
  strictMode?: Readonly<Record<string, number | boolean>>;
}

export interface QdrantSearchOptions {
  /** Every search compares with every vector of the filter. Default: false. */
  exact?: boolean;
  /** Candidates of a search in the graph (`hnsw_ef`). Default: 1024. */
  ef?: number;
  /** Scores the best of the quantized vectors again with the vectors themselves. Default: true. */
  rescore?: boolean;
  /** How many times the limit is looked at again where vectors are quantized. Default: 4. */
  oversampling?: number;
  /** A filter that lets through fewer images than this is searched exactly: a graph loses its links there. Default: 20,000. */
  exactBelow?: number;
  /** Images up to which `distribution` is exact; beyond it looks at a sample. Default: 200,000. */
  distributionExactBelow?: number;
  /** Images of that sample. Default: 10,000. */
  distributionSample?: number;
}

export interface QdrantWriteOptions {
  /** Most images of one request; it is found between 16 and this by how long requests take. Default: 256. */
  batchLimit?: number;
  /** Requests under way at a time. Default: 2. */
  requestsAtOnce?: number;
  /**
   * Images written in a minute from which `indexing_threshold` is raised until the load is over (none written for
   * `bulkIdleMs`, or the store closed), so that no graph is built again and again meanwhile. Default: 20,000; Infinity: never.
   */
  bulkFrom?: number;
  /** Default: 60,000. */
  bulkIdleMs?: number;
}

export interface QdrantStoreOptions extends QdrantConnectionOptions {
  collection?: QdrantCollectionOptions;
  search?: QdrantSearchOptions;
  write?: QdrantWriteOptions;
}

/** `QdrantCollectionOptions` with everything said but what the server decides. */
export type CollectionSettings = Required<Omit<QdrantCollectionOptions, "strictMode">> &
  Pick<QdrantCollectionOptions, "strictMode">;
export type SearchSettings = Required<QdrantSearchOptions>;
export type WriteSettings = Required<QdrantWriteOptions>;

/** Everything said: what `lesion doctor` prints. */
export interface QdrantSettings {
  collection: CollectionSettings;
  search: SearchSettings;
  write: WriteSettings;
}

/** Fills in the defaults. */
export function qdrantSettings(options: Pick<QdrantStoreOptions, "collection" | "search" | "write">): QdrantSettings {
  const replicas = options.collection?.replicas ?? 1;
  return {
    collection: {
      prefix: "lesion",
      hnswM: 16,
      hnswEfConstruct: 128,
      hnswOnDisk: false,
      vectorsOnDisk: true,
      payloadOnDisk: true,
      vectorType: "float32",
      quantization: { kind: "scalar" },
      shards: 1,
      replicas,
      writeConsistency: Math.ceil(replicas / 2),
      indexingThresholdKb: 10_000,
      ...defined(options.collection),
    },
    search: {
      exact: false,
      ef: 1024,
      rescore: true,
      oversampling: 4,
      exactBelow: 20_000,
      distributionExactBelow: 200_000,
      distributionSample: 10_000,
      ...defined(options.search),
    },
    write: { batchLimit: 256, requestsAtOnce: 2, bulkFrom: 20_000, bulkIdleMs: 60_000, ...defined(options.write) },
  };
}

/** An option that is given as undefined is not given. */
function defined<Options extends object>(options: Options | undefined): Options {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Options;
}
