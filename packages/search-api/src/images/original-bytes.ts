import { createHash } from "node:crypto";
import { AppError, type CallOptions, type ImageRecord } from "@lesion-atlas/core";
import type { ImageSources } from "../ports.ts";

/**
 * The file of a stored image, through its archive by key; no caller's words ever become a path.
 *
 * @throws AppError `conflict` when the file is another than the one that was indexed, and what the source throws.
 */
export async function originalBytes(
  imageSources: ImageSources,
  { archive, key, content_hash }: Pick<ImageRecord, "archive" | "key" | "content_hash">,
  options: CallOptions = {},
): Promise<Uint8Array> {
  const imageBytes = await bytesOf(imageSources, { archive, key }, options);
  if (createHash("sha256").update(imageBytes).digest("hex") !== content_hash) {
    throw new AppError(
      "conflict",
      `the file of ${key} was changed since it was indexed: index the archive ${archive} again`,
    );
  }
  return imageBytes;
}

/** Where an archive lies on this machine stays inside. */
async function bytesOf(
  imageSources: ImageSources,
  { archive, key }: Pick<ImageRecord, "archive" | "key">,
  options: CallOptions,
): Promise<Uint8Array> {
  try {
    const source = await imageSources.open(archive, options);
    return await source.bytes(key, options);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code } = error;
    if (code === "archive_unavailable") {
      throw new AppError(
        code,
        `the archive ${archive} cannot be read at present; its images are searched all the same`,
        {
          cause: error,
        },
      );
    }
    if (code === "not_found") {
      throw new AppError(code, `the archive ${archive} has no file of ${key} any more`, { cause: error });
    }
    throw error;
  }
}
