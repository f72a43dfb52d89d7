import type { InferResponseType } from "hono/client";
import { service } from "./service.ts";
import type { Hit } from "./search-images.ts";

type ImageRoute = (typeof service.v1.images)[":id"];
export type StoredImage = InferResponseType<ImageRoute["$get"], 200>;

/** Everything stored about one image. @throws ServiceProblem */
export async function imageOf(id: string, { signal }: { signal: AbortSignal }): Promise<StoredImage> {
  const response = await service.v1.images[":id"].$get({ param: { id } }, { init: { signal } });
  return (await response.json()) as StoredImage;
}

/** The images nearest to it of other lesions. @throws ServiceProblem */
export async function similarTo(id: string, { signal }: { signal: AbortSignal }): Promise<Hit[]> {
  const request = { param: { id }, query: { limit: "12", exclude_group: "true" } };
  const response = await service.v1.images[":id"].similar.$get(request as never, { init: { signal } });
  return ((await response.json()) as { hits: Hit[] }).hits;
}

/** Images that are nearly the same picture, each with its reasons. @throws ServiceProblem */
export async function nearDuplicatesOf(id: string, { signal }: { signal: AbortSignal }): Promise<Hit[]> {
  const request = { param: { id }, query: { limit: "12" } };
  const response = await service.v1.images[":id"]["near-duplicates"].$get(request as never, { init: { signal } });
  return ((await response.json()) as { hits: Hit[] }).hits;
}

/** Other photographs of the same lesion of one archive, nearest first. @throws ServiceProblem */
export async function sameLesion(image: StoredImage, { signal }: { signal: AbortSignal }): Promise<Hit[]> {
  const { lesion_id, archive } = image.record;
  if (lesion_id === undefined || !image.has_vector) return [];
  const must = [
    { key: "lesion_id", match: { value: lesion_id } },
    { key: "archive", match: { value: archive } },
  ];
  const request = { json: { image_id: image.id, filter: { must }, limit: 24 } };
  const response = await service.v1.search.$post(request, { init: { signal } });
  return ((await response.json()) as { hits: Hit[] }).hits;
}
