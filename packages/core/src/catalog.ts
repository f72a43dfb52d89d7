import type { CallOptions } from "./options.ts";

/** A JSON object kept under a kind and an id. */
export type CatalogDocument = Readonly<Record<string, unknown>>;

export interface CatalogEntry {
  id: string;
  /** 1 for the first write, then one more a write. */
  version: number;
  document: CatalogDocument;
}

/** Documents that are not images: archives, probes, calibrations, selections, and the log of what people decided. */
export interface Catalog {
  get(kind: string, id: string, options?: CallOptions): Promise<CatalogEntry | undefined>;
  /**
   * Writes the next version. `ifVersion` 0 means "only when there is none".
   *
   * @returns the version written
   * @throws AppError `conflict` when the stored version is not `ifVersion`: of two writers exactly one wins.
   */
  put(
    kind: string,
    id: string,
    document: CatalogDocument,
    options?: CallOptions & { ifVersion?: number },
  ): Promise<number>;
  /** Writes an entry once, whatever is retried; an entry already there stays as it is. @returns false when it was there */
  append(kind: string, entry: { id: string; document: CatalogDocument }, options?: CallOptions): Promise<boolean>;
  /** By id ascending, newest version of each. */
  list(kind: string, options?: CallOptions): AsyncIterable<CatalogEntry>;
  /** Every kind that has a document, ascending. */
  kinds(options?: CallOptions): Promise<string[]>;
  /** @returns false when there was none */
  delete(kind: string, id: string, options?: CallOptions): Promise<boolean>;
  close(): Promise<void>;
}
