import type { ImageTensor } from "@lesion-atlas/core";
import { frameOf } from "./frame.ts";
import { levelTable, normalizedTensor } from "./normalize.ts";
import { resample } from "./resample/resample.ts";
import type { RgbImage } from "./rgb-image.ts";
import type { PreprocessingSettings } from "./settings.ts";

/**
 * What open_clip's evaluation transform does with an RGB image: scale, crop or fill, mean and std; the same float32.
 *
 * @returns the function for one model's settings: RGB pixels in, planar [3, size, size] out
 */
export function createToTensor(settings: PreprocessingSettings): (image: RgbImage) => ImageTensor {
  const table = levelTable(settings);
  return (image) => {
    const frame = frameOf(image, settings);
    const { width, height, window } = frame;
    const part = resample(image, { width, height, window, interpolation: settings.interpolation });
    return normalizedTensor(part, frame, settings, table);
  };
}
