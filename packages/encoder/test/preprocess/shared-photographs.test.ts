import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { decodeImage } from "../../src/preprocess/decode/decode-image.ts";
import { frameOf } from "../../src/preprocess/frame.ts";
import { resample } from "../../src/preprocess/resample/resample.ts";

interface Reference {
  images: { file: string; size: [number, number]; sha256: string }[];
}

test.skipIf(!hasShared)(`100 photographs have the bytes of torchvision on Pillow${needsShared}`, async () => {
  const { images } = JSON.parse(readFileSync(join(sharedFolder, "reference/preprocess.json"), "utf8")) as Reference;
  const wrong: string[] = [];
  for (const { file, size, sha256 } of images) {
    const image = await decodeImage(new Uint8Array(readFileSync(join(sharedFolder, file))));
    expect([image.width, image.height]).toEqual(size);
    const { width, height, window } = frameOf(image, { size: 224, mode: "shortest" });
    const { pixels } = resample(image, { width, height, window, interpolation: "bicubic" });
    if (createHash("sha256").update(pixels).digest("hex") !== sha256) wrong.push(file);
  }
  expect(images).toHaveLength(100);
  expect(wrong).toEqual([]);
});
