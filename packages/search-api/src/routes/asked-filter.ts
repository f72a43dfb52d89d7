import { isicFilter } from "@lesion-atlas/analysis";
import type { CallOptions, Filter, VectorStore } from "@lesion-atlas/core";

/** A filter and a query in the ISIC Archive's language as one filter: an image must pass both. */
export async function askedFilter(
  store: VectorStore,
  { filter, query }: { filter?: Filter; query?: string },
  options: CallOptions,
): Promise<Filter | undefined> {
  if (query === undefined) return filter;
  const asked = await isicFilter(store, query, options);
  return filter === undefined ? asked : { must: [filter, asked] };
}
