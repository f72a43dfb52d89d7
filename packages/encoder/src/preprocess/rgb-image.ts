/** Decoded pixels. */
export interface RgbImage {
  width: number;
  height: number;
  /** RGB bytes, row by row, width * height * 3. */
  pixels: Uint8Array;
}
