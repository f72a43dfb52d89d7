import type { Model } from "@lesion-atlas/core";
import type { QdrantConnectionOptions, QdrantSearchOptions } from "../options.ts";

/** What an attached collection holds, as its owner says it. */
export interface AttachedCollection {
  /** Its name, or an alias. */
  collection: string;
  /** The named vector; undefined for the unnamed one. */
  vector?: string;
  /** The archive that its images belong to, where no payload key says it. Default: the collection's name. */
  archive?: string;
  /**
   * Which payload key holds a column of the record: `{ key: "image_id", sex: "meta.gender" }`. Keys with a column's own
   * name need no mention; every other scalar is found in `extra`.
   */
  fields?: Readonly<Record<string, string>>;
}

export interface AttachedStoreOptions extends QdrantConnectionOptions, AttachedCollection {
  /** The model that made the vectors: the server cannot say it. */
  model: Model;
  search?: Pick<QdrantSearchOptions, "exact" | "ef" | "rescore" | "oversampling" | "exactBelow">;
}
