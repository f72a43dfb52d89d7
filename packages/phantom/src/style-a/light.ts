import { exponential } from "../noise/exact-math.ts";
import { boxBlur } from "../noise/blur.ts";
import type { PigmentLayer, Scene } from "./scene.ts";

/*
 * Skin as an absorbing layer over a white one (Beer and Lambert): light = base * exp(-(eM M + eH H + eB B)). Melanin
 * absorbs blue most, haemoglobin green, and deep melanin looks blue because the layer above scatters blue back.
 */
const base = [0.86, 0.77, 0.71] as const;
const melaninAbsorption = [0.37, 0.68, 0.95] as const;
const bloodAbsorption = [0.07, 0.62, 0.5] as const;
const blueAbsorption = [1.02, 0.76, 0.52] as const;
/** Share of the lesion's melanin seen sharp; the rest is seen through scattering tissue. */
export const sharpShare = [0.72, 0.84, 0.92] as const;
const haze = [0.72, 0.75, 0.78] as const;
/** Light that the skin's surface sends back before it has seen any pigment: little under a contact plate, more in air. */
const surfaceUnderPlate = 0.012;
const surfaceInAir = 0.045;
let surface = surfaceUnderPlate;

const steps = 1024;
const deepest = 14;
const transmission = Float32Array.from({ length: deepest * steps + 2 }, (_, step) => exponential(-step / steps));

function transmit(density: number): number {
  if (density <= 0) return 1;
  if (density >= deepest) return transmission[deepest * steps];
  return transmission[(density * steps) | 0];
}

/** Dense browns would turn orange: green and blue absorption level off above 1.5. */
function compress(melanin: number): number {
  return melanin > 1.5 ? 1.5 + (melanin - 1.5) * 0.66 : melanin;
}

/** The light planes of a scene before anything lies on top, and the blurred melanin they were made with. */
export interface Light {
  red: Float32Array;
  green: Float32Array;
  blue: Float32Array;
  /** Lesion melanin as seen through tissue. */
  deep: Float32Array;
}

/** Radius in pixels over which deep melanin is smeared. */
export function scatterRadius(scene: Scene): number {
  return Math.max(1, 2.6 * scene.unit);
}

const colour = new Float64Array(3);

function reflect(
  skinMelanin: number,
  skinBlood: number,
  melanin: number,
  deep: number,
  blood: number,
  blue: number,
  white: number,
  relief: number,
): void {
  const h = skinBlood + blood > 0 ? skinBlood + blood : 0;
  const b = blue > 0 ? blue : 0;
  const w = white < 0 ? 0 : white > 0.85 ? 0.85 : white;
  const mixR = sharpShare[0] * melanin + (1 - sharpShare[0]) * deep;
  const mixG = sharpShare[1] * melanin + (1 - sharpShare[1]) * deep;
  const mixB = sharpShare[2] * melanin + (1 - sharpShare[2]) * deep;
  const r = skinMelanin + mixR;
  const g = compress(skinMelanin + mixG);
  const l = compress(skinMelanin + mixB);
  const lit = relief * (1 - w);
  colour[0] = base[0] * transmit(melaninAbsorption[0] * r + bloodAbsorption[0] * h + blueAbsorption[0] * b) * lit;
  colour[1] = base[1] * transmit(melaninAbsorption[1] * g + bloodAbsorption[1] * h + blueAbsorption[1] * b) * lit;
  colour[2] = base[2] * transmit(melaninAbsorption[2] * l + bloodAbsorption[2] * h + blueAbsorption[2] * b) * lit;
  const shine = surface + w * relief;
  colour[0] += surface * relief + w * haze[0] * relief;
  colour[1] += surface * relief + w * haze[1] * relief;
  colour[2] += shine * haze[2];
}

/** Turns the scene's planes into linear light; `lightWithout` then speaks of this scene until the next call. */
export function computeLight(scene: Scene): Light {
  const { width, height, melanin } = scene;
  surface = scene.parameters.view.kind === "clinical" ? surfaceInAir : surfaceUnderPlate;
  const deep = scene.take();
  deep.set(melanin);
  boxBlur(deep, scene.take(), width, height, scatterRadius(scene));
  const light = { red: scene.take(), green: scene.take(), blue: scene.take(), deep };
  fillLight(scene, light);
  return light;
}

function fillLight(scene: Scene, light: Light): void {
  const { skinMelanin, skinHaemoglobin, melanin, haemoglobin, blue, white, relief } = scene;
  const { red, green, deep } = light;
  for (let index = 0; index < red.length; index++) {
    reflect(
      skinMelanin[index],
      skinHaemoglobin[index],
      melanin[index],
      deep[index],
      haemoglobin[index],
      blue[index],
      white[index],
      relief[index],
    );
    red[index] = colour[0];
    green[index] = colour[1];
    light.blue[index] = colour[2];
  }
}

/** What a removed layer takes from the scene at one pixel. */
export interface LayerLight {
  layer: PigmentLayer;
  /** The layer's melanin as seen through tissue. */
  deep: Float32Array | undefined;
}

/** Linear light at one pixel had the layer never been drawn, written to `out`. */
export function lightWithout(
  scene: Scene,
  light: Light,
  { layer, deep }: LayerLight,
  index: number,
  out: Float64Array,
): void {
  reflect(
    scene.skinMelanin[index],
    scene.skinHaemoglobin[index],
    scene.melanin[index] - (layer.melanin ? layer.melanin[index] : 0),
    light.deep[index] - (deep ? deep[index] : 0),
    scene.haemoglobin[index] - (layer.haemoglobin ? layer.haemoglobin[index] : 0),
    scene.blue[index] - (layer.blue ? layer.blue[index] : 0),
    scene.white[index] - (layer.white ? layer.white[index] : 0),
    scene.relief[index],
  );
  out[0] = colour[0];
  out[1] = colour[1];
  out[2] = colour[2];
}
