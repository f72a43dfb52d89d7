import { fileFormat, imageMediaType } from "@lesion-atlas/core";
import { expect, test } from "vitest";

const bytesOf = (latin1: string) => new Uint8Array(Buffer.from(latin1, "latin1"));

test.each([
  ["\xff\xd8\xff\xe0", "JPEG", "image/jpeg"],
  ["II+\0\x08\0\0\0", "TIFF", "image/tiff"],
  ["MM\0+\0\x08\0\0", "TIFF", "image/tiff"],
  ["RIFF\0\0\0\0WEBPVP8 ", "WebP", "image/webp"],
  ["\0\0\0\x20ftypavif", "AVIF", "image/avif"],
  ["\0\0\0\x20ftypheic", "HEIC", undefined],
  ["PK\x03\x04", "zip", undefined],
  ["WEBP", undefined, undefined],
  ["", undefined, undefined],
])("%j is %s, to be served as %s", (start, format, mediaType) => {
  expect(fileFormat(bytesOf(start))).toBe(format);
  expect(imageMediaType(bytesOf(start))).toBe(mediaType);
});
