import { AppError, type ReadableFormat, fileFormat, isReadableFormat, readableFormats } from "@lesion-atlas/core";

/**
 * The format, by the first bytes; a file's name says nothing.
 *
 * @throws AppError `image_unreadable` when it is none that is decoded
 */
export function imageFormat(imageBytes: Uint8Array): ReadableFormat {
  if (imageBytes.length === 0) throw new AppError("image_unreadable", "the file is empty");
  const found = fileFormat(imageBytes);
  if (isReadableFormat(found)) return found;
  const what =
    found === undefined ? "the file is no image that we know" : `the file is ${articleOf(found)} ${found} file`;
  throw new AppError("image_unreadable", `${what}; readable are ${readableFormats.join(", ")}`);
}

function articleOf(format: string): string {
  return /^(?:[AEIO]|SVG)/.test(format) ? "an" : "a";
}
