import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError, type Encoder, type PreprocessedImage } from "@lesion-atlas/core";
import { afterAll, expect, test } from "vitest";
import { readCalibrationImages, shareOut } from "../src/calibration-images.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-calibration-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Takes the first byte of a file for its image; 0 is no image. */
const encoder = {
  async preprocess([first]: Uint8Array): Promise<PreprocessedImage> {
    if (first === 0) throw new AppError("image_unreadable", "it is no image");
    return { tensor: Float32Array.of(first), width: 1, height: 1, perceptualHash: "" };
  },
} as Encoder;

async function read(bytes: readonly number[]) {
  const files = bytes.map((byte, index) => {
    const path = join(folder, `${index}.jpg`);
    writeFileSync(path, Uint8Array.of(byte));
    return path;
  });
  const [seen, reasons, tensors] = [[] as number[], [] as string[], [] as number[]];
  const options = { onImage: () => void seen.push(1), onUnreadable: (reason: string) => void reasons.push(reason) };
  for await (const tensor of readCalibrationImages(encoder, files, options)) tensors.push(tensor[0]);
  return { seen: seen.length, reasons, tensors };
}

test("a broken image is left out by name", async () => {
  const { seen, reasons, tensors } = await read([1, 2, 0, 3, 4, 5, 6, 7, 8]);
  expect([seen, tensors]).toEqual([9, [1, 2, 3, 4, 5, 6, 7, 8]]);
  expect(reasons).toEqual([`${join(folder, "2.jpg")} cannot be read: it is no image`]);
});

test("fewer than eight are too few", async () => {
  await expect(read([1, 2, 0, 3, 4, 5, 6, 7])).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringContaining("7 images could be read for the calibration"),
  });
});

const files = Array.from({ length: 400 }, (_, index) => `${index}.jpg`);

test.each([
  [33, 200, 11, 22],
  [90, 20, 30, 20],
  [400, 5000, 64, 336],
])("of %d files no image both calibrates and is compared on", (count, most, calibrating, comparing) => {
  const { calibration, compared } = shareOut(files.slice(0, count), most);
  expect([calibration.length, compared.length]).toEqual([calibrating, comparing]);
  expect(new Set([...calibration, ...compared]).size).toBe(calibrating + comparing);
});
