import { isDeepStrictEqual } from "node:util";
import { AppError, type CallOptions, type Model } from "@lesion-atlas/core";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { modelMetadata, modelsOf } from "../layout/metadata.ts";
import { vectorName } from "../layout/names.ts";
import { countImages } from "../images/read-images.ts";

/**
 * Makes the model known. What was known of it under another id is brought up to date; its named vector is added when it
 * first writes.
 *
 * @returns the model as it is known
 * @throws AppError `model_mismatch` when the fingerprint is known with other dimensions
 */
export async function registerModel(images: ImagesCollection, model: Model, options?: CallOptions): Promise<Model> {
  const { id, fingerprint, dimensions, logitScale, templates, hasText, license, remark } = model;
  const described = { id, fingerprint, dimensions, logitScale, templates: [...templates], hasText };
  const known: Model = { ...described, ...(license ? { license } : {}), ...(remark ? { remark } : {}) };
  const stored = modelsOf(await images.info(options)).find((entry) => entry.model.fingerprint === fingerprint);
  if (stored && stored.model.dimensions !== dimensions) {
    throw new AppError(
      "model_mismatch",
      `model "${id}" has ${dimensions} dimensions, and the store knows its fingerprint with ` +
        `${stored.model.dimensions}: import the model again`,
    );
  }
  if (stored && isDeepStrictEqual(stored.model, known)) return known;
  const registeredAt = stored?.registeredAt ?? performance.timeOrigin + performance.now();
  await images.update({ metadata: modelMetadata({ model: known, registeredAt }) }, options);
  return known;
}

/** Every registered model with the number of its vectors, in the order of registration. */
export async function countModels(
  images: ImagesCollection,
  options?: CallOptions,
): Promise<{ model: Model; vectors: number }[]> {
  const models = modelsOf(await images.info(options));
  return Promise.all(
    models.map(async ({ model }) => ({
      model,
      vectors: await countImages(images, { must: [{ has_vector: vectorName(model) }] }, options),
    })),
  );
}

/** @throws AppError `invalid_input` without a model in use */
export function requireModel(model: Model | undefined): Model {
  if (model) return model;
  throw new AppError("invalid_input", "no model is in use: call useModel first (--model ID)");
}
