import type { View } from "../address/view.ts";
import { nextPage, searchImages } from "../api/search-images.ts";
import { filterOf } from "../filters/filter-json.ts";
import { type Pages, usePages } from "./use-pages.ts";

/** What a view finds, by pages; nothing for one that asks nothing. @param upload instead of a stored image */
export function useRanking({ concepts, like, picks, cut }: View, upload: File | undefined): Pages {
  const filter = filterOf(picks);
  const isAsked = concepts.length > 0 || like !== undefined || upload !== undefined;
  const file = upload && [upload.name, upload.size, upload.lastModified];
  return usePages(
    isAsked ? JSON.stringify([concepts, like, file, filter, cut]) : undefined,
    ({ limit, signal }) => searchImages({ concepts, like, upload, filter, cut, limit }, { signal }),
    (cursor, { limit, signal }) => nextPage({ cursor, limit }, { signal }),
  );
}
