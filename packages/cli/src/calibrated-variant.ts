import type { CallOptions } from "@lesion-atlas/core";
import type { GraphChanges, ModelVariant } from "@lesion-atlas/encoder";
import { readCalibrationImages } from "./calibration-images.ts";
import type { Composition } from "./compose.ts";
import type { Progress } from "./output/progress.ts";

/** A variant to make. */
export interface VariantRequest {
  /** Of the original. */
  folder: string;
  changes: GraphChanges;
  target: { id: string; modelsFolder: string };
  /** Files to calibrate it with; none where it needs none. */
  calibration: readonly string[];
}

/** Makes a variant, calibrated with images where it has any. @throws as `makeVariant` and `readCalibrationImages` */
export async function makeCalibratedVariant(
  { folder, changes, target, calibration }: VariantRequest,
  { composition, progress, signal }: CallOptions & { composition: Composition; progress: Progress },
): Promise<ModelVariant> {
  const { makeVariant } = await import("@lesion-atlas/encoder");
  if (calibration.length === 0) return makeVariant(folder, changes, target, { signal });
  const encoder = await composition.openEncoder(folder, { signal });
  try {
    let seen = 0;
    const images = readCalibrationImages(encoder, calibration, {
      signal,
      onImage: () => progress.update({ done: ++seen, total: calibration.length }),
      onUnreadable: progress.remark,
    });
    const compute = await composition.compute();
    return await makeVariant(folder, changes, target, { signal, calibration: { compute, images } });
  } finally {
    await encoder.close();
  }
}
