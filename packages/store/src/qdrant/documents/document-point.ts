import { type CatalogDocument, type CatalogEntry, uuidV5 } from "@lesion-atlas/core";

/** Namespace of the ids of documents' points (a random UUID v4, fixed for ever). */
const documentNamespace = "2b9f0b9c-0f5e-4a0b-9a6c-7d1f4f0c8e53";

/**
 * One write to a document, as a point without vectors. Writes of one document are numbered 1, 2, 3, ..., its removals
 * among them, and a number is never used again: whoever inserts number n + 1 has seen n as the newest, and of two who
 * try exactly one succeeds. The last number is what the document is now.
 */
export interface DocumentWrite {
  kind: string;
  id: string;
  number: number;
  /** Made anew for each call that writes: by it a writer knows its own write, whatever was retried. */
  writer: string;
  /** Of the document; absent for a removal. */
  version?: number;
  /** JSON text, so that every key and number comes back as it was; absent for a removal, and once a newer write is there. */
  document?: string;
}

/** The id of a write's point, made of document and number (UUID v5). */
export function writeId({ kind, id, number }: Pick<DocumentWrite, "kind" | "id" | "number">): string {
  return uuidV5(JSON.stringify([kind, id, number]), documentNamespace);
}

/** The write of a document's next version. @param newest write so far, where there is one */
export function nextVersion(
  { kind, id, document }: { kind: string; id: string; document: CatalogDocument },
  newest: DocumentWrite | undefined,
  writer: string,
): DocumentWrite & { version: number } {
  const version = (newest?.version ?? 0) + 1;
  return { kind, id, number: (newest?.number ?? 0) + 1, writer, version, document: JSON.stringify(document) };
}

/** The write that removes a document. */
export function removal({ kind, id, number }: DocumentWrite, writer: string): DocumentWrite {
  return { kind, id, number: number + 1, writer };
}

/** What the Catalog shows of a write; undefined for a removal. */
export function entryOf({ id, version, document }: DocumentWrite): CatalogEntry | undefined {
  return version === undefined ? undefined : { id, version, document: JSON.parse(document!) as CatalogDocument };
}
