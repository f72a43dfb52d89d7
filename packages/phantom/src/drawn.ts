import type { MaskName } from "./parameters/names.ts";

/** What a style hands over once it has drawn: the picture and the raw material of its truth. */
export interface Drawn {
  /** RGB bytes, row by row. */
  pixels: Uint8ClampedArray;
  /** One byte a pixel, 1 where the layer shows; absent layers were not drawn. */
  masks: Partial<Record<MaskName, Uint8Array>>;
  /** The lesion in linear light under a neutral camera, nothing on top. Valid until the next rendering. */
  neutral: readonly [Float32Array, Float32Array, Float32Array];
  /** 1 where something opaque lies on top. */
  hidden: Uint8Array;
}
