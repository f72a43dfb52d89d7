import type { ImageTensor } from "@lesion-atlas/core";
import type { Frame } from "./frame.ts";
import type { RgbImage } from "./rgb-image.ts";
import type { PreprocessingSettings } from "./settings.ts";

/** Levels 0..255 of each channel after mean and std: three tables, one after the other. */
export type LevelTable = Float32Array;

/** torchvision's `to_tensor` and `normalize`: each step rounded to float32. */
export function levelTable({ mean, std }: Pick<PreprocessingSettings, "mean" | "std">): LevelTable {
  const table = new Float32Array(3 * 256);
  for (let channel = 0; channel < 3; channel++) {
    for (let level = 0; level < 256; level++) {
      const shifted = Math.fround(Math.fround(level / 255) - Math.fround(mean[channel]));
      table[channel * 256 + level] = shifted / Math.fround(std[channel]);
    }
  }
  return table;
}

/**
 * @param part what fills the frame's window, RGB
 * @param table from `levelTable`
 * @returns planar float32, [3, size, size], bars filled with `fill_color`
 */
export function normalizedTensor(
  part: RgbImage,
  { left, top }: Frame,
  { size, fill_color: fillColor }: PreprocessingSettings,
  table: LevelTable,
): ImageTensor {
  const plane = size * size;
  const tensor = new Float32Array(3 * plane);
  for (let channel = 0; channel < 3; channel++) {
    if (part.width < size || part.height < size) {
      tensor.fill(table[channel * 256 + fillColor], channel * plane, (channel + 1) * plane);
    }
    for (let row = 0; row < part.height; row++) {
      copyRow(part, row, channel, table, tensor, channel * plane + (top + row) * size + left);
    }
  }
  return tensor;
}

function copyRow(
  { width, pixels }: RgbImage,
  row: number,
  channel: number,
  table: LevelTable,
  tensor: Float32Array,
  start: number,
): void {
  const levels = channel * 256;
  let source = row * width * 3 + channel;
  for (let column = 0; column < width; column++) {
    tensor[start + column] = table[levels + pixels[source]];
    source += 3;
  }
}
