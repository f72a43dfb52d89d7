import type { EmbeddingCache } from "../embedding-cache/embedding-cache.ts";
import type { Archive, CallOptions, Encoder, IndexCounts, Reject, VectorStore } from "@lesion-atlas/core";

/** One range of an archive to bring into a store under the encoder's model. */
export interface IndexRequest {
  archive: Archive;
  /** The name the user gave the archive; with the key it makes the image's id. */
  archiveName: string;
  /** Its model in use becomes the encoder's. */
  store: VectorStore;
  encoder: Encoder;
  /** Smallest key, inclusive; absent means from the start. */
  first?: string;
  /** Largest key, inclusive; absent means to the end. */
  last?: string;
  /** Number of keys to look at, from the first on; absent means all. */
  limit?: number;
  /** Number of keys in the range, where the caller knows it; without a range it is the archive's size. */
  total?: number;
  /** Images encoded and written together; what Ctrl-C waits for and what a crash may repeat. Unless given 16, or more where the encoder takes more in a run. */
  batchSize?: number;
  /** Files read and preprocessed at once; twice the processor's cores unless given. */
  concurrency?: number;
  /** What it knows is neither decoded nor encoded, and what is encoded goes into it; none unless given. */
  embeddingCache?: EmbeddingCache;
  /**
   * Only says what would be done. Nothing is written and nothing decoded, so images that turn out broken are counted as
   * `stored`; a file that was touched is read, to tell whether its content changed.
   */
  dryRun?: boolean;
}

/** How far a run is. The last one of a run has the counts of its outcome. */
export interface IndexProgress extends IndexCounts {
  /** Keys dealt with. */
  done: number;
  /** Keys there are, where that is known. */
  total?: number;
  /** Keys a second over the last half minute; 0 until there is something to measure. */
  imagesPerSecond: number;
  /** At that rate, where `total` is known. */
  secondsLeft?: number;
}

export interface IndexOutcome extends IndexCounts {
  durationMs: number;
}

/** Callbacks are awaited: a slow one slows the run down and never floods. */
export interface IndexOptions extends CallOptions {
  /** After every batch and every page of unchanged keys. */
  onProgress?: (progress: IndexProgress) => void | Promise<void>;
  /** Once for every rejected image, before the progress that counts it. */
  onReject?: (reject: Reject) => void | Promise<void>;
}
