import { findImage } from "@lesion-atlas/analysis";
import {
  AppError,
  type CallOptions,
  type Embedding,
  type ImageRecord,
  type Model,
  type VectorStore,
} from "@lesion-atlas/core";
import type { Composition } from "../compose.ts";

/** @throws AppError `not_found` for a name that is no file while there is no store that could know it */
export async function checkFindable(
  { storeExists }: Pick<Composition, "storeExists">,
  name: string,
  isThere: boolean,
  options: CallOptions = {},
): Promise<void> {
  if (isThere || (await storeExists(options))) return;
  throw new AppError("not_found", `there is no file ${name}, and no store in which to look for an image of that name`);
}

/**
 * A stored image, by id, key or ARCHIVE:KEY, with its vector of the model in use.
 *
 * @throws AppError what `findImage` throws; `model_mismatch` when the model has never seen the image.
 */
export async function storedImage(
  { store, model }: { store: VectorStore; model: Model },
  name: string,
  options: CallOptions = {},
): Promise<{ record: ImageRecord; vector: Embedding }> {
  const { record, vector } = await findImage(store, name, options);
  if (vector) return { record, vector };
  throw new AppError(
    "model_mismatch",
    `the model ${model.id} has no vector of ${name}: index the archive ${record.archive} with --model ${model.id}, or ` +
      "choose the model it was indexed with",
  );
}
