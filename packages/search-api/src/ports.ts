import type { ConceptLibrary, ProbePorts } from "@lesion-atlas/analysis";
import type { CallOptions, Catalog, Encoder, ImageSource, RunQueue, VectorStore } from "@lesion-atlas/core";
import type { ServiceMetrics } from "./metrics/create-metrics.ts";
import type { ServiceTracing } from "./tracing/service-tracing.ts";

/** The way from a stored image back to its file. */
export interface ImageSources {
  /**
   * The files of an archive, under the name that the user chose.
   *
   * @throws AppError `not_found` when nobody remembers where the archive lies, `archive_unavailable` when it is gone.
   */
  open(archive: string, options?: CallOptions): Promise<ImageSource>;
}

/** A place for small pictures that are made once, named by what they were made of. */
export interface ThumbnailCache {
  read(name: string): Promise<Uint8Array | undefined>;
  /** Never fails: a picture that cannot be kept is made again. */
  write(name: string, bytes: Uint8Array): Promise<void>;
}

/** What the service says to the operator; never a body, a file's content or a key. */
export interface ServiceLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** A page on the queue's jobs. */
export interface QueueBoard {
  /** @param at the path under which the page lies */
  answer(request: Request, at: string): Promise<Response>;
}

/** What the search service stands on; each stays the caller's to close. */
export interface SearchPorts {
  /** Uses the encoder's model. */
  store: VectorStore;
  encoder: Encoder;
  catalog: Catalog;
  imageSources: ImageSources;
  /** Concepts known by name. Default: those that come with the product. */
  concepts?: ConceptLibrary;
  /** Default: none, and each thumbnail is made for each request. */
  thumbnailCache?: ThumbnailCache;
  /** What fits probes. Default: none, and POST /probes says so. */
  compute?: ProbePorts["compute"];
  /** Index runs. Default: none, and /runs says so. */
  runs?: RunQueue;
  /** Default: none, and no /queues. */
  queueBoard?: QueueBoard;
  /** Default: silent. */
  log?: ServiceLog;
  /** Default: none, and no /metrics. */
  metrics?: ServiceMetrics;
  /** Default: none. Its spans of ports come from `instrument`. */
  tracing?: ServiceTracing;
}
