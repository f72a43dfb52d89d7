import { readFile, stat } from "node:fs/promises";
import { AppError, type CallOptions, type Embedding, type Encoder, type PreprocessedImage } from "@lesion-atlas/core";

/** Whether a word of the command line names a file that is there. */
export async function isFile(name: string): Promise<boolean> {
  const found = await stat(name).catch(() => undefined);
  return found?.isFile() === true;
}

/**
 * The vector of a photograph on disk.
 *
 * @throws AppError `image_unreadable` with the file's name, for what cannot be read or decoded.
 */
export async function encodeFile(encoder: Encoder, file: string, options: CallOptions = {}): Promise<Embedding> {
  return (await encodePhotograph(encoder, file, options)).vector;
}

/** As `encodeFile`, with the photograph's perceptual hash. */
export async function encodePhotograph(
  encoder: Encoder,
  file: string,
  options: CallOptions = {},
): Promise<{ vector: Embedding; perceptualHash: string }> {
  const { tensor, perceptualHash } = await preprocessFile(encoder, file, options);
  const [vector] = await encoder.encodeImages([tensor], { lane: "interactive", ...options });
  return { vector, perceptualHash };
}

/** The tensor of a photograph on disk, with the facts of its record. @throws AppError as `encodeFile` */
export async function preprocessFile(
  encoder: Encoder,
  file: string,
  options: CallOptions = {},
): Promise<PreprocessedImage> {
  try {
    return await encoder.preprocess(await readFile(file), options);
  } catch (error) {
    if (error instanceof AppError && error.code !== "image_unreadable") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("image_unreadable", `${file} cannot be read: ${reason}`, { cause: error });
  }
}
