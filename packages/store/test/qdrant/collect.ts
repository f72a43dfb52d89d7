import type { CatalogEntry } from "@lesion-atlas/core";

/** Everything that a catalog lists. */
export async function collect(entries: AsyncIterable<CatalogEntry>): Promise<CatalogEntry[]> {
  const list: CatalogEntry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}
