import { AppError, type Embedding, type Encoder, type ImageTensor, asAppError } from "@lesion-atlas/core";

/** A unit vector, or why there is none. */
export type EncodedImage = { vector: Embedding } | { reason: string };

/**
 * Encodes images in the bulk lane. A model may give no unit vector for one odd image: where a batch fails for that, its
 * images are encoded one by one.
 *
 * @returns one answer an image, in order
 * @throws AppError `model_invalid` when there is no vector for any of several images
 */
export async function encodeBatch(encoder: Encoder, tensors: readonly ImageTensor[]): Promise<EncodedImage[]> {
  if (tensors.length === 0) return [];
  const encoded = await encodeTogether(encoder, tensors).catch(async (error: unknown) => {
    if (!isModelInvalid(error)) throw error;
    const answers: EncodedImage[] = [];
    for (const tensor of tensors) answers.push(await encodeAlone(encoder, tensor));
    return answers;
  });
  if (encoded.length > 1 && encoded.every((answer) => "reason" in answer)) {
    const { id } = encoder.model;
    throw new AppError(
      "model_invalid",
      `the model ${id} gives no vector for any of ${encoded.length} images (${encoded[0].reason}): ` +
        `check it with \`lesion models verify ${id}\``,
    );
  }
  return encoded;
}

async function encodeTogether(encoder: Encoder, tensors: readonly ImageTensor[]): Promise<EncodedImage[]> {
  const vectors = await encoder.encodeImages(tensors, { lane: "bulk" });
  return vectors.map((vector) =>
    isUnitLength(vector) ? { vector } : { reason: "the model gives no unit vector for it" },
  );
}

async function encodeAlone(encoder: Encoder, tensor: ImageTensor): Promise<EncodedImage> {
  try {
    return (await encodeTogether(encoder, [tensor]))[0];
  } catch (error) {
    if (!isModelInvalid(error)) throw error;
    return { reason: asAppError(error).message };
  }
}

function isModelInvalid(error: unknown): boolean {
  return error instanceof AppError && error.code === "model_invalid";
}

/** Within the tolerance of `VectorStore.upsert`; NaN is not. */
function isUnitLength(vector: Embedding): boolean {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.abs(Math.sqrt(squares) - 1) < 1e-3;
}
