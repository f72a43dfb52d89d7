import type { CallOptions } from "@lesion-atlas/core";
import type { DocumentCollection } from "./document-collection.ts";
import { listDocuments } from "./list-documents.ts";

/** Kinds of one answer; there are about ten. */
const mostKinds = 10_000;

/** Every kind that has a document, ascending; those whose documents were all removed are left out. */
export async function listKinds(collection: DocumentCollection, options: CallOptions): Promise<string[]> {
  const { connection, name } = collection;
  const { hits } = await connection.read(
    (client) => client.facet(name, { key: "kind", limit: mostKinds, exact: true }),
    options,
  );
  const kinds: string[] = [];
  for (const kind of hits.map(({ value }) => String(value)).sort()) {
    const first = await listDocuments(collection, kind, options).next();
    if (!first.done) kinds.push(kind);
  }
  return kinds;
}
