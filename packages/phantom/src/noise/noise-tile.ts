import { createNoise2D } from "simplex-noise";
import { createRandom } from "./random.ts";

/** Side of the tile in units of the noise, and samples a unit: powers of two. */
const units = 32;
const samples = 16;
const side = units * samples;
const wrap = side - 1;

let tile: Float32Array | undefined;

/**
 * A square of simplex noise that repeats seamlessly, made once a thread: four shifted copies crossfaded near the
 * edges, the weights normalised so that the spread stays the same throughout.
 */
export function noiseTile(): Float32Array {
  if (tile) return tile;
  const noise = createNoise2D(createRandom(2002, "noise tile").next);
  const fade = 6;
  tile = new Float32Array(side * side);
  const weight = (at: number): number => (at < units - fade ? 0 : (at - (units - fade)) / fade);
  for (let row = 0; row < side; row++) {
    const y = row / samples;
    const wy = weight(y);
    for (let column = 0; column < side; column++) {
      const x = column / samples;
      const wx = weight(x);
      let sum = (1 - wx) * (1 - wy) * noise(x, y);
      if (wx > 0) sum += wx * (1 - wy) * noise(x - units, y);
      if (wy > 0) sum += (1 - wx) * wy * noise(x, y - units);
      if (wx > 0 && wy > 0) sum += wx * wy * noise(x - units, y - units);
      tile[row * side + column] = sum / Math.sqrt((wx * wx + (1 - wx) * (1 - wx)) * (wy * wy + (1 - wy) * (1 - wy)));
    }
  }
  return tile;
}

/** The tile's sample nearest to (x, y): for noise so fine that a sixteenth of its unit is less than a pixel or two. */
export function tileAt(noise: Float32Array, x: number, y: number): number {
  return noise[(Math.floor(y * samples) & wrap) * side + (Math.floor(x * samples) & wrap)];
}
