import {
  type ClassifyAnswer,
  type ImageClassifier,
  classifyStored,
  resultOf,
  writeResults,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { SearchPorts } from "../ports.ts";
import type { ImagesToClassify } from "../schemas/classify-request.ts";
import { askedFilter } from "./asked-filter.ts";

type Found = Pick<ClassifyAnswer, "results" | "rejected" | "searched" | "next_after" | "written">;

/**
 * Classifies stored images: those of some ids, or the next ones of a filter; and writes the results where that was
 * asked for.
 *
 * @throws AppError `invalid_input` for ids together with a filter, and for neither
 */
export async function classifyImages(
  ports: Pick<SearchPorts, "store" | "encoder">,
  classifier: ImageClassifier,
  request: ImagesToClassify,
  options: CallOptions,
): Promise<Found> {
  const { image_ids, filter, query, write: field } = request;
  const byFilter = filter !== undefined || query !== undefined;
  if (byFilter === (image_ids !== undefined)) {
    throw new AppError("invalid_input", "name stored images in image_ids, or find them with filter or query");
  }
  const found = image_ids
    ? await ofIds(ports, classifier, { ...request, image_ids }, options)
    : await ofFilter(ports, classifier, request, options);
  return field === undefined ? found : { ...found, written: { field, images: found.results.length } };
}

async function ofFilter(
  { store }: Pick<SearchPorts, "store">,
  classifier: ImageClassifier,
  { limit, after, top, write: field, ...asked }: ImagesToClassify,
  options: CallOptions,
): Promise<Found> {
  const filter = await askedFilter(store, asked, options);
  const results: Found["results"] = [];
  for await (const result of classifyStored(store, classifier, { filter, field, top, after, limit }, options)) {
    results.push(result);
  }
  return {
    results,
    searched: await store.count(filter, options),
    ...(results.length === limit ? { next_after: results[limit - 1].image } : {}),
  };
}

async function ofIds(
  { store, encoder }: Pick<SearchPorts, "store" | "encoder">,
  classifier: ImageClassifier,
  { image_ids, top, write: field }: ImagesToClassify & { image_ids: string[] },
  options: CallOptions,
): Promise<Found> {
  const images = await store.get(image_ids, { ...options, vectors: true });
  const results: Found["results"] = [];
  const rejected: NonNullable<Found["rejected"]> = [];
  for (const [index, name] of image_ids.entries()) {
    const image = images[index];
    if (image?.vector) results.push(resultOf(classifier, { name, vector: image.vector }, top));
    else {
      const reason = image ? `the model ${encoder.model.id} has no vector of ${name}` : `there is no image ${name}`;
      rejected.push({ image: name, reason });
    }
  }
  if (field !== undefined) await writeResults(store, results, field, options);
  return { results, ...(rejected.length > 0 ? { rejected } : {}) };
}
