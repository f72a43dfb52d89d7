import type { MaskName } from "../parameters/names.ts";
import type { Overlay, Scene } from "./scene.ts";

/** A colour in linear light. */
export type LinearColour = readonly [red: number, green: number, blue: number];

/** Puts an empty overlay on top of the scene. */
export function addOverlay(scene: Scene, name: MaskName): Overlay {
  const overlay = { name, alpha: scene.take(), red: scene.take(), green: scene.take(), blue: scene.take() };
  scene.overlays.push(overlay);
  return overlay;
}

/** Paints a coverage plane in one colour over the overlay: where it covers more than what is there, it wins. */
export function paint(overlay: Overlay, coverage: Float32Array, colour: LinearColour): void {
  const { alpha, red, green, blue } = overlay;
  for (let index = 0; index < alpha.length; index++) {
    const a = coverage[index];
    if (a <= alpha[index]) continue;
    alpha[index] = a;
    red[index] = a * colour[0];
    green[index] = a * colour[1];
    blue[index] = a * colour[2];
  }
}
