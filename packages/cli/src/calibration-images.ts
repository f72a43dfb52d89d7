import { AppError, type CallOptions, type Encoder, type ImageTensor, throwIfCancelled } from "@lesion-atlas/core";
import { preprocessFile } from "./commands/image-files.ts";

/** Calibration images of a model; more widen ranges and hardly change them. */
const calibrationImages = 64;
const leastCalibrationImages = 8;

/**
 * Shares the images of a folder out: every third, up to 64, for the calibration, the others for the comparison, so that no
 * image judges what was fitted to it.
 *
 * @param most images of the comparison
 */
export function shareOut(files: readonly string[], most: number): { calibration: string[]; compared: string[] } {
  const calibration = files.filter((_, index) => index % 3 === 2).slice(0, calibrationImages);
  const taken = new Set(calibration);
  return { calibration, compared: files.filter((file) => !taken.has(file)).slice(0, most) };
}

/**
 * The images as the encoder takes them; what cannot be read is left out.
 *
 * @throws AppError `not_found` at the end when fewer than 8 could be read; `cancelled`
 */
export async function* readCalibrationImages(
  encoder: Encoder,
  files: readonly string[],
  { signal, onImage, onUnreadable }: CallOptions & { onImage: () => void; onUnreadable: (reason: string) => void },
): AsyncGenerator<ImageTensor> {
  let count = 0;
  for (const file of files) {
    throwIfCancelled(signal);
    const image = await preprocessFile(encoder, file, { signal }).catch(unreadable);
    onImage();
    if (!image) continue;
    count += 1;
    yield image.tensor;
  }
  if (count >= leastCalibrationImages) return;
  throw new AppError(
    "not_found",
    `${count} images could be read for the calibration; it needs ${leastCalibrationImages}, a third of what --images has`,
  );

  function unreadable(error: unknown): undefined {
    if (!(error instanceof AppError) || error.code !== "image_unreadable") throw error;
    onUnreadable(error.message);
  }
}
