import type { RgbImage } from "./rgb-image.ts";

/** Side of the grey square that is transformed. */
const side = 32;
/** Frequencies 1..8 in both directions: 64 bits. */
const frequencies = 8;
/** Coefficients are compared in steps of 2^-10 levels, so that a blank image does not get the signs of rounding errors. */
const stepsPerLevel = 1024;

/** cos(pi (2 i + 1) k / 64) for k = 1..8, i = 0..31, k by k. */
const cosines = Float64Array.from({ length: frequencies * side }, (_, place) => {
  const frequency = Math.floor(place / side) + 1;
  return Math.cos((Math.PI * (2 * (place % side) + 1) * frequency) / (2 * side));
});

/**
 * 64-bit DCT hash: images that look alike differ in few bits. After Zauner, "Implementation and Benchmarking of
 * Perceptual Image Hash Functions" (2010), 3.2.1: grey, 32 x 32, DCT-II, the 8 x 8 coefficients of frequencies 1..8, a bit is set
 * where one is above their median. The 32 x 32 square here holds the means of that many boxes of pixels, each pixel in
 * one of them (Zauner: a mean filter, then every n-th pixel).
 *
 * @returns 16 hex digits: row by row from the lowest vertical frequency, the most significant bit first
 */
export function perceptualHash(image: RgbImage): string {
  const coefficients = lowFrequencies(boxMeans(image));
  const sorted = coefficients.toSorted();
  const median = (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
  let digits = "";
  for (let place = 0; place < coefficients.length; place += 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) digit = digit * 2 + (coefficients[place + bit] > median ? 1 : 0);
    digits += digit.toString(16);
  }
  return digits;
}

/** Mean luminance (ITU-R BT.601) of 32 x 32 boxes; boxes of an image narrower than that share pixels. */
function boxMeans({ width, height, pixels }: RgbImage): Float64Array {
  const means = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    const top = Math.floor((row * height) / side);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / side));
    for (let y = top; y < bottom; y++) addRow(pixels, y * width * 3, width, means, row * side);
    for (let column = 0; column < side; column++) {
      means[row * side + column] /= (bottom - top) * (boxEnd(column, width) - boxStart(column, width)) * 1000;
    }
  }
  return means;
}

const boxStart = (column: number, width: number) => Math.floor((column * width) / side);
const boxEnd = (column: number, width: number) =>
  Math.max(boxStart(column, width) + 1, Math.floor(((column + 1) * width) / side));

/** Adds 1000 times the luminance of one row of pixels to the sums of its boxes. */
function addRow(pixels: Uint8Array, start: number, width: number, sums: Float64Array, firstSum: number): void {
  for (let column = 0; column < side; column++) {
    let source = start + boxStart(column, width) * 3;
    const end = start + boxEnd(column, width) * 3;
    let sum = 0;
    for (; source < end; source += 3) {
      sum += 299 * pixels[source] + 587 * pixels[source + 1] + 114 * pixels[source + 2];
    }
    sums[firstSum + column] += sum;
  }
}

/** Frequencies 1..8 x 1..8 of the orthonormal DCT-II, in whole steps. */
function lowFrequencies(square: Float64Array): Float64Array {
  const across = new Float64Array(side * frequencies);
  for (let row = 0; row < side; row++) {
    for (let k = 0; k < frequencies; k++) {
      let sum = 0;
      for (let i = 0; i < side; i++) sum += square[row * side + i] * cosines[k * side + i];
      across[row * frequencies + k] = sum;
    }
  }
  const coefficients = new Float64Array(frequencies * frequencies);
  for (let k = 0; k < frequencies; k++) {
    for (let column = 0; column < frequencies; column++) {
      let sum = 0;
      for (let i = 0; i < side; i++) sum += across[i * frequencies + column] * cosines[k * side + i];
      coefficients[k * frequencies + column] = Math.round((sum * 2 * stepsPerLevel) / side);
    }
  }
  return coefficients;
}
