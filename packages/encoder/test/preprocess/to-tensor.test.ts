import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { frameOf } from "../../src/preprocess/frame.ts";
import { resample } from "../../src/preprocess/resample/resample.ts";
import { preprocessingSchema } from "../../src/preprocess/settings.ts";
import { createToTensor } from "../../src/preprocess/to-tensor.ts";
import { drawnPixels } from "./drawn-pixels.ts";
import recorded from "./open-clip-tensors.json" with { type: "json" };

function sha256(values: Float32Array): string {
  return createHash("sha256").update(new Uint8Array(values.buffer)).digest("hex");
}

describe("the tensor is open_clip's, bit for bit", () => {
  for (const { width, height, settings, sha256: expected } of recorded.cases) {
    test(`${width}x${height}, ${settings.mode}, ${settings.interpolation}, to ${settings.size}`, () => {
      const toTensor = createToTensor(preprocessingSchema.parse(settings));
      expect(sha256(toTensor(drawnPixels(width, height)))).toBe(expected);
    });
  }
});

test("a window is a cut-out of the whole", () => {
  const image = drawnPixels(130, 90);
  const whole = resample(image, { width: 61, height: 200, interpolation: "bicubic" });
  const window = { left: 7, top: 33, width: 20, height: 150 };
  const part = resample(image, { width: 61, height: 200, interpolation: "bicubic", window });
  for (let row = 0; row < window.height; row++) {
    const start = ((window.top + row) * 61 + window.left) * 3;
    expect(part.pixels.subarray(row * 60, row * 60 + 60)).toEqual(whole.pixels.subarray(start, start + 60));
  }
});

test("a hair's breadth of an image keeps one pixel in mode longest", () => {
  expect(frameOf({ width: 1, height: 3_000 }, { size: 224, mode: "longest" })).toMatchObject({ width: 1, height: 224 });
});
