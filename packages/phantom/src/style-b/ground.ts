import { ramp, type Canvas, type Lab } from "./canvas.ts";
import { regionOf } from "./regions.ts";
import { clouds, valueNoise } from "./value-noise.ts";

/** Fills the canvas with skin: a tone by melanin and blood, blotches, a grid of furrows, freckles. */
export function drawGround(canvas: Canvas): void {
  const { skin, view } = canvas.parameters;
  const blotch = canvas.seed("skin", "blotch");
  const furrow = canvas.seed("skin", "furrow");
  const freckle = canvas.seed("skin", "freckle");
  const { u, v, lightness, a, b } = canvas;
  const base = 88 - (48 * skin.melanin) / (skin.melanin + 0.9);
  const red = 9 + 9 * skin.haemoglobin;
  const yellow = 14 + (9 * skin.melanin) / (skin.melanin + 0.5);
  const depth = (view.kind === "clinical" ? 5 : 2) * skin.texture;
  const freckleCut = 0.72 - 0.35 * skin.freckles;
  for (let index = 0; index < u.length; index++) {
    const mottle = clouds(u[index] * 7, v[index] * 7, blotch, 3);
    const lines = Math.abs(valueNoise(u[index] * 34, v[index] * 21, furrow)) - 0.4;
    let l = base + 2.2 * skin.texture * mottle + depth * lines;
    let warm = yellow;
    if (skin.freckles > 0) {
      const spot = ramp(freckleCut, freckleCut + 0.35, clouds(u[index] * 9, v[index] * 9, freckle, 2));
      l -= 14 * spot * skin.freckles;
      warm += 6 * spot * skin.freckles;
    }
    lightness[index] = l;
    a[index] = red + 3 * skin.haemoglobin * mottle;
    b[index] = warm - mottle;
  }
}

/** Lesion tones by pigment, straight lines in between. */
const tones: readonly (readonly [pigment: number, lightness: number, a: number, b: number])[] = [
  [0.9, 60, 17, 31],
  [1.6, 46, 19, 30],
  [2.4, 36, 17, 25],
  [4, 16, 7, 9],
];

const zoneColours: readonly (readonly [keyof Canvas["parameters"]["colours"], Lab])[] = [
  ["light_brown", [60, 17, 31]],
  ["dark_brown", [35, 17, 26]],
  ["red", [49, 40, 18]],
  ["white", [84, 5, 6]],
  ["blue_grey", [45, 2, -6]],
  ["black", [12, 5, 6]],
];

/** Lays the lesion's pigment over the skin, and the zones of the requested colours into it. */
export function drawGroundOfLesion(canvas: Canvas, satellites: Float32Array | undefined): void {
  const { outline, colours } = canvas.parameters;
  const seed = canvas.seed("lesion", "pigment");
  const random = canvas.random("lesion", "pigment");
  const centre = random.between(-0.3, 0.7);
  const cloudiness = random.between(0.15, 0.5);
  const { u, v, lesion, inside } = canvas;
  for (let index = 0; index < u.length; index++) {
    const cover = satellites && satellites[index] > lesion[index] ? satellites[index] : lesion[index];
    if (cover <= 0) continue;
    const deep = ramp(0, 0.4 * outline.diameter, inside[index]) - 0.4;
    const mottle = clouds(u[index] * 6, v[index] * 6, seed, 3);
    const pigment = outline.pigment * Math.max(0.1, 1 + centre * deep + cloudiness * mottle);
    mixTone(canvas, index, cover, pigment);
  }
  for (const [name, colour] of zoneColours) {
    if (colours[name] <= 0) continue;
    const zone = regionOf(canvas, `colour ${name}`, { share: colours[name], size: 0.45, soft: 0.3 });
    for (let index = 0; index < zone.length; index++)
      if (zone[index] > 0) mix(canvas, index, 0.9 * zone[index], colour);
  }
}

function mixTone(canvas: Canvas, index: number, cover: number, pigment: number): void {
  let at = 0;
  while (at < tones.length - 2 && pigment > tones[at + 1][0]) at++;
  if (pigment < tones[0][0]) {
    mix(canvas, index, (cover * pigment) / tones[0][0], [tones[0][1], tones[0][2], tones[0][3]]);
    return;
  }
  const [from, to] = [tones[at], tones[at + 1]];
  const t = Math.min(1, (pigment - from[0]) / (to[0] - from[0]));
  mix(canvas, index, cover, [
    from[1] + t * (to[1] - from[1]),
    from[2] + t * (to[2] - from[2]),
    from[3] + t * (to[3] - from[3]),
  ]);
}

function mix(canvas: Canvas, index: number, share: number, colour: Lab): void {
  canvas.lightness[index] += share * (colour[0] - canvas.lightness[index]);
  canvas.a[index] += share * (colour[1] - canvas.a[index]);
  canvas.b[index] += share * (colour[2] - canvas.b[index]);
}
