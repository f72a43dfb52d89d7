import { boxBlur } from "../noise/blur.ts";
import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { noiseField } from "./field.ts";
import { addPigment } from "./pigment.ts";
import { lesionRegion } from "./region.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampDisc } from "./splat.ts";

/** Blue-whitish veil: a structureless blue patch with a whitish haze, deep and so without a sharp edge. */
export function drawVeil(scene: Scene): void {
  const amount = scene.parameters.structures.blue_whitish_veil;
  const random = createRandom(scene.parameters.seeds.lesion, "blue_whitish_veil");
  const patch = lesionRegion(scene, random, { share: 0.18 + 0.5 * amount, patches: 1.1, softness: 0.38, central: 0.7 });
  const clouds = noiseField(scene, random, {
    lesionOnly: true,
    frequency: random.between(5, 9),
    octaves: 3,
    step: 4,
    warp: 0.04,
  });
  for (let index = 0; index < patch.length; index++) {
    if (patch[index] > 0) patch[index] *= Math.min(1, 0.8 + 0.35 * clouds[index]);
  }
  boxBlur(patch, scene.take(), scene.width, scene.height, Math.max(1, 1.6 * scene.unit));
  addPigment(scene, "blue_whitish_veil", patch, {
    blue: random.between(0.9, 1.4),
    melanin: random.between(0.2, 0.6),
    white: random.between(0.1, 0.22),
    fade: 0.82,
  });
}

/** Regression: scar-like pale and pink parts with a ragged edge, peppered with blue-grey grains. */
export function drawRegression(scene: Scene): void {
  const amount = scene.parameters.structures.regression;
  const random = createRandom(scene.parameters.seeds.lesion, "regression");
  const scar = lesionRegion(scene, random, { share: 0.12 + 0.4 * amount, patches: 2, softness: 0.4, central: 0.25 });
  const streaky = noiseField(scene, random, { lesionOnly: true, frequency: 16, octaves: 3, step: 2, warp: 0.02 });
  for (let index = 0; index < scar.length; index++) {
    if (scar[index] > 0) scar[index] *= Math.max(0, Math.min(1, 0.75 + 0.4 * streaky[index]));
  }
  addPigment(scene, "regression", scar, { white: random.between(0.06, 0.18), haemoglobin: 0.2, fade: 0.84 });
  addPepper(scene, scar, random.between(20, 160) * amount);
}

function addPepper(scene: Scene, scar: Float32Array, count: number): void {
  const random = createRandom(scene.parameters.seeds.lesion, "pepper");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  for (let grain = 0; grain < count; grain++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * Math.sqrt(random.next());
    const radius = random.between(0.5, 1) * scene.unit;
    const strength = random.between(0.3, 0.9);
    const x = toX(scene, reach * cosine(angle), reach * sine(angle));
    const y = toY(scene, reach * cosine(angle), reach * sine(angle));
    if (sample(scene, scar, x, y) < 0.3) continue;
    stampDisc({ plane, width: scene.width, height: scene.height }, x, y, radius, 1.2, strength);
  }
  const layer = scene.layers[scene.layers.length - 1];
  for (let index = 0; index < plane.length; index++) {
    if (plane[index] <= 0) continue;
    scene.blue[index] += 0.7 * plane[index];
    if (layer.blue) layer.blue[index] += 0.7 * plane[index];
  }
}
