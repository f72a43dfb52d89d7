import { boxBlur } from "../noise/blur.ts";
import { createRandom, type Random } from "../noise/random.ts";
import { noiseField, smoothstep, thresholdForShare } from "./field.ts";
import { addPigment } from "./pigment.ts";
import type { Scene } from "./scene.ts";

/** Fills the lesion's own pigment: base tone, centre and rim, mottling, and the zones of the requested colours. */
export function drawLesionPigment(scene: Scene, satellites: Float32Array | undefined): void {
  const { outline, colours, seeds } = scene.parameters;
  const random = createRandom(seeds.lesion, "pigment");
  const clouds = noiseField(scene, random, {
    lesionOnly: true,
    frequency: 1.7 / outline.diameter + 1,
    octaves: 3,
    step: 4,
    warp: 0.06,
  });
  const mottle = noiseField(scene, random, {
    lesionOnly: true,
    frequency: random.between(9, 16),
    octaves: 3,
    gain: 0.6,
    step: 2,
  });
  const grain = noiseField(scene, random, { lesionOnly: true, frequency: 45, octaves: 1, step: 2 });
  const rim = random.between(-0.35, 0.95);
  const cloudiness = random.between(0.15, 0.55);
  const mottling = random.between(0.1, 0.32);
  const half = outline.diameter / 2;
  const blood = random.between(-0.1, 0.25);
  const { lesion, inside, melanin, haemoglobin } = scene;
  for (let index = 0; index < melanin.length; index++) {
    const cover = satellites && satellites[index] > lesion[index] ? satellites[index] : lesion[index];
    if (cover <= 0) continue;
    const depth = smoothstep(0, 0.8 * half, inside[index]);
    const tone = 1 + rim * (depth - 0.5) + cloudiness * clouds[index] + mottling * mottle[index] + 0.1 * grain[index];
    melanin[index] = cover * outline.pigment * Math.max(0.12, tone);
    haemoglobin[index] = cover * blood * (1 + 0.6 * mottle[index]);
  }
  drawColourZones(scene, colours, seeds.lesion);
}

interface Zone {
  name: keyof Scene["parameters"]["colours"];
  melanin?: number;
  haemoglobin?: number;
  blue?: number;
  white?: number;
  fade: number;
}

/** What a zone of each colour adds and replaces at full strength. */
const zones: readonly Zone[] = [
  { name: "light_brown", melanin: 0.75, fade: 0.85 },
  { name: "dark_brown", melanin: 2.1, fade: 0.25 },
  { name: "red", haemoglobin: 1.35, melanin: 0.12, fade: 0.6 },
  { name: "white", white: 0.2, fade: 0.92 },
  { name: "blue_grey", blue: 0.85, melanin: 0.25, fade: 0.45 },
  { name: "black", melanin: 4.4, blue: 0.2, fade: 0.2 },
];

function drawColourZones(scene: Scene, colours: Scene["parameters"]["colours"], seed: number): void {
  for (const zone of zones) {
    const share = colours[zone.name];
    if (share <= 0) continue;
    const random = createRandom(seed, `colour ${zone.name}`);
    const strength = zoneStrength(scene, random, share);
    addPigment(scene, "lesion", strength, zone);
    scene.layers.pop();
  }
}

function zoneStrength(scene: Scene, random: Random, share: number): Float32Array {
  const { diameter } = scene.parameters.outline;
  const frequency = random.between(1.1, 2) / diameter + 0.6;
  const field = noiseField(scene, random, { lesionOnly: true, frequency, octaves: 3, gain: 0.5, step: 4, warp: 0.05 });
  const ragged = noiseField(scene, random, { lesionOnly: true, frequency: 20, octaves: 2, step: 4 });
  const cut = thresholdForShare(share, 0.5);
  const soft = random.between(0.22, 0.75);
  const { lesion } = scene;
  for (let index = 0; index < field.length; index++) {
    const cover = lesion[index];
    if (cover <= 0.02) {
      field[index] = 0;
      continue;
    }
    field[index] = cover * smoothstep(cut - soft, cut + soft, field[index] + 0.13 * ragged[index]);
  }
  boxBlur(field, scene.take(), scene.width, scene.height, random.between(1.5, 5) * scene.unit);
  return field;
}
