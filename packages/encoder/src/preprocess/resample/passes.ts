import { type Coefficients, precisionBits } from "./coefficients.ts";

const half = 1 << (precisionBits - 1);

/**
 * The horizontal pass, for some rows. Sums stay inside 31 bits: 255 times the weights' sum of 2^22, and a quarter more
 * where the kernel overshoots.
 *
 * @param input RGB bytes, `inputWidth` pixels a row
 * @param firstRow first input row that is wanted
 * @param output RGB bytes, `rows` rows of as many pixels as `coefficients` has
 */
export function resampleAcross(
  input: Uint8Array,
  inputWidth: number,
  firstRow: number,
  rows: number,
  { first, count, weights, stride }: Coefficients,
  output: Uint8Array,
): void {
  const width = first.length;
  let target = 0;
  for (let row = 0; row < rows; row++) {
    const rowStart = (firstRow + row) * inputWidth;
    for (let pixel = 0; pixel < width; pixel++) {
      let red = half;
      let green = half;
      let blue = half;
      let source = (rowStart + first[pixel]) * 3;
      const taps = pixel * stride;
      const tapsEnd = taps + count[pixel];
      for (let tap = taps; tap < tapsEnd; tap++) {
        const weight = weights[tap];
        red = (red + Math.imul(input[source], weight)) | 0;
        green = (green + Math.imul(input[source + 1], weight)) | 0;
        blue = (blue + Math.imul(input[source + 2], weight)) | 0;
        source += 3;
      }
      output[target] = clampedByte(red);
      output[target + 1] = clampedByte(green);
      output[target + 2] = clampedByte(blue);
      target += 3;
    }
  }
}

/**
 * The vertical pass; four columns at a time, since a weight is the same for all of them.
 *
 * @param input bytes, `rowLength` a row; its first row is row `firstRow` of the image
 * @param output bytes, `rowLength` a row, as many rows as `coefficients` has
 */
export function resampleDown(
  input: Uint8Array,
  rowLength: number,
  firstRow: number,
  { first, count, weights, stride }: Coefficients,
  output: Uint8Array,
): void {
  const inFours = rowLength - (rowLength % 4);
  for (let row = 0; row < first.length; row++) {
    const taps = row * stride;
    const tapsEnd = taps + count[row];
    const rowStart = (first[row] - firstRow) * rowLength;
    let target = row * rowLength;
    for (let column = 0; column < inFours; column += 4) {
      let sum0 = half;
      let sum1 = half;
      let sum2 = half;
      let sum3 = half;
      let source = rowStart + column;
      for (let tap = taps; tap < tapsEnd; tap++) {
        const weight = weights[tap];
        sum0 = (sum0 + Math.imul(input[source], weight)) | 0;
        sum1 = (sum1 + Math.imul(input[source + 1], weight)) | 0;
        sum2 = (sum2 + Math.imul(input[source + 2], weight)) | 0;
        sum3 = (sum3 + Math.imul(input[source + 3], weight)) | 0;
        source += rowLength;
      }
      output[target] = clampedByte(sum0);
      output[target + 1] = clampedByte(sum1);
      output[target + 2] = clampedByte(sum2);
      output[target + 3] = clampedByte(sum3);
      target += 4;
    }
    for (let column = inFours; column < rowLength; column++) {
      let sum = half;
      for (let tap = taps, source = rowStart + column; tap < tapsEnd; tap++, source += rowLength) {
        sum = (sum + Math.imul(input[source], weights[tap])) | 0;
      }
      output[target++] = clampedByte(sum);
    }
  }
}

/** Pillow's `clip8`. */
function clampedByte(sum: number): number {
  const level = sum >> precisionBits;
  return level < 0 ? 0 : level > 255 ? 255 : level;
}
