import type { Drawn } from "./drawn.ts";
import type { MaskName } from "./parameters/names.ts";
import type { PhantomParameters } from "./parameters/parameters.ts";
import { renderStyleA } from "./style-a/render-style-a.ts";
import { renderStyleB } from "./style-b/render-style-b.ts";
import { measureTruth, type PhantomTruth } from "./truth/measure-truth.ts";

/** A synthetic image with what is to be seen in it. */
export interface Phantom {
  width: number;
  height: number;
  /** RGB bytes, row by row, width * height * 3. */
  pixels: Uint8ClampedArray;
  /** Where each layer shows: one byte a pixel, 1 where taking the layer away would change the colour by more than 3 (CIE76); `lesion` and `satellites` where they cover at least half. */
  masks: Partial<Record<MaskName, Uint8Array>>;
  truth: PhantomTruth;
}

/** Draws in the style that the parameters name; what it returns is valid until the next drawing. */
export function drawPhantom(parameters: PhantomParameters): Drawn {
  return parameters.style === "B" ? renderStyleB(parameters) : renderStyleA(parameters);
}

/**
 * Draws one phantom. Pure: equal parameters give equal bytes, on every run and engine (only correctly rounded
 * operations are used). Takes about 25 ms for 384x288.
 */
export function renderPhantom(parameters: PhantomParameters): Phantom {
  const drawn = drawPhantom(parameters);
  const truth = measureTruth(parameters, drawn);
  return { width: parameters.width, height: parameters.height, pixels: drawn.pixels, masks: drawn.masks, truth };
}
