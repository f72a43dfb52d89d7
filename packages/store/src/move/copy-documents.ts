import { isDeepStrictEqual } from "node:util";
import type { CallOptions, Catalog, CatalogEntry } from "@lesion-atlas/core";
import { migrationKind } from "./migration-document.ts";

/** Documents that are written at a time: each is a call of its own. */
const atOnce = 16;

/**
 * Copies every document but those on migrations. Versions begin again at 1; a document that the destination has with
 * the same content is left as it is.
 *
 * @param onDocument called for each, once it is written
 * @returns documents of each kind
 */
export async function copyDocuments(
  from: Catalog,
  to: Catalog,
  { signal, onDocument }: CallOptions & { onDocument: (unchanged: boolean) => void },
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const kind of await from.kinds({ signal })) {
    if (kind === migrationKind) continue;
    let some: CatalogEntry[] = [];
    let count = 0;
    const write = async () => {
      const written = await Promise.all(some.map((entry) => copyDocument(to, kind, entry, { signal })));
      for (const isNew of written) onDocument(!isNew);
      count += some.length;
      some = [];
    };
    for await (const entry of from.list(kind, { signal })) {
      some.push(entry);
      if (some.length === atOnce) await write();
    }
    await write();
    counts.set(kind, count);
  }
  return counts;
}

/** @returns false where the destination had it */
async function copyDocument(
  to: Catalog,
  kind: string,
  { id, document }: CatalogEntry,
  options: CallOptions,
): Promise<boolean> {
  if (await to.append(kind, { id, document }, options)) return true;
  const there = await to.get(kind, id, options);
  if (isDeepStrictEqual(there?.document, document)) return false;
  await to.put(kind, id, document, { ...options, ifVersion: there?.version });
  return true;
}
