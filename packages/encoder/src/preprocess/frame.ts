import type { Window } from "./resample/resample.ts";
import type { PreprocessingSettings } from "./settings.ts";

/** How an image comes to lie in the model's square. */
export interface Frame {
  /** Size of the whole image after scaling. */
  width: number;
  height: number;
  /** The part of it that is used. */
  window: Window;
  /** Where that part lies in the square; more than 0 only where bars are added. */
  left: number;
  top: number;
}

/**
 * The geometry of open_clip 3.3.0 (src/open_clip/transform.py): `shortest` is torchvision's Resize and CenterCrop,
 * `longest` is ResizeKeepRatio and CenterCropOrPad, `squash` is Resize to both sides.
 *
 * An image so narrow that `longest` would leave no pixel of its short side keeps one; open_clip fails there.
 */
export function frameOf(
  image: { width: number; height: number },
  { size, mode }: Pick<PreprocessingSettings, "size" | "mode">,
): Frame {
  const { width, height } = scaledSize(image, size, mode);
  const across = placeSide(width, size);
  const down = placeSide(height, size);
  return {
    width,
    height,
    window: { left: across.start, top: down.start, width: across.length, height: down.length },
    left: across.bar,
    top: down.bar,
  };
}

function scaledSize(
  { width, height }: { width: number; height: number },
  size: number,
  mode: PreprocessingSettings["mode"],
): { width: number; height: number } {
  if (mode === "squash") return { width: size, height: size };
  if (mode === "longest") {
    const ratio = Math.max(height / size, width / size);
    return { width: keptSide(width / ratio), height: keptSide(height / ratio) };
  }
  return width <= height
    ? { width: size, height: Math.trunc((size * height) / width) }
    : { width: Math.trunc((size * width) / height), height: size };
}

function keptSide(length: number): number {
  return Math.max(1, roundHalfToEven(length));
}

/** One direction of CenterCropOrPad; the bar before a short side is the smaller one. */
function placeSide(length: number, size: number): { start: number; length: number; bar: number } {
  if (length < size) return { start: 0, length, bar: Math.floor((size - length) / 2) };
  return { start: roundHalfToEven((length - size) / 2), length: size, bar: 0 };
}

/** Python's `round`. */
function roundHalfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
