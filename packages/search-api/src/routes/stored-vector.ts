import {
  AppError,
  type CallOptions,
  type Embedding,
  type Model,
  type StoredImage,
  type VectorStore,
} from "@lesion-atlas/core";

/** @throws AppError `not_found` when there is no image of that id. */
export async function storedImage(
  store: VectorStore,
  id: string,
  options: CallOptions & { vectors?: boolean } = {},
): Promise<StoredImage> {
  const [image] = await store.get([id], options);
  if (!image) throw new AppError("not_found", `there is no image ${id}`);
  return image;
}

/** @throws AppError `not_found`, and `model_mismatch` when the model has never seen the image. */
export async function storedVector(
  { store, model }: { store: VectorStore; model: Model },
  id: string,
  options: CallOptions,
): Promise<StoredImage & { vector: Embedding }> {
  const image = await storedImage(store, id, { ...options, vectors: true });
  if (image.vector) return { ...image, vector: image.vector };
  throw new AppError(
    "model_mismatch",
    `the model ${model.id} has no vector of ${id}: index its archive with this model`,
  );
}
