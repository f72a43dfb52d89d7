import type { InferResponseType } from "hono/client";
import type { AskedConcept } from "../address/view.ts";
import type { FilterJson } from "../filters/filter-json.ts";
import { askService, service, serviceUrl } from "./service.ts";

export type Answer = InferResponseType<typeof service.v1.search.$post, 200>;
export type Hit = Answer["hits"][number];

/** What one search is made of: words, an image, or both mixed. */
export interface Search {
  concepts: readonly AskedConcept[];
  /** Id of a stored image. */
  like?: string;
  /** Instead of a stored image. */
  upload?: File;
  filter?: FilterJson;
  /** Smallest presence, for words alone. */
  cut?: number;
  /** Only the best image of each. */
  per?: "lesion";
  limit: number;
}

/** The page behind an answer's cursor. @throws ServiceProblem 404 for a cursor that has expired */
export async function nextPage(
  { cursor, limit }: { cursor: string; limit: number },
  { signal }: { signal: AbortSignal },
): Promise<Answer> {
  const response = await service.v1.search.$post({ json: { cursor, limit } }, { init: { signal } });
  return (await response.json()) as Answer;
}

/** Asks for the best hits. @throws ServiceProblem */
export async function searchImages(search: Search, { signal }: { signal: AbortSignal }): Promise<Answer> {
  const { concepts, like, upload, filter, cut, per, limit } = search;
  const words = concepts.length > 0 ? { concepts: [...concepts] } : {};
  if (upload) {
    const form = new FormData();
    form.set("image", upload);
    form.set("search", JSON.stringify({ ...words, filter, per, limit }));
    const response = await askService(`${serviceUrl}/v1/search/image`, { method: "POST", body: form, signal });
    return response.json();
  }
  const body = {
    ...words,
    ...(like === undefined ? { min_presence: cut } : { image_id: like }),
    filter,
    per,
    limit,
  };
  const response = await service.v1.search.$post({ json: body }, { init: { signal } });
  return (await response.json()) as Answer;
}
