import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { noiseField, smoothstep } from "./field.ts";
import { hexagonalLattice } from "./lattice.ts";
import { addPigment } from "./pigment.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampEllipse } from "./splat.ts";

/** Red lacunae of an angioma: packed round lakes of very unequal size, red to purple, some clotted black, pale septa. */
export function drawLacunae(scene: Scene): void {
  const amount = scene.parameters.structures.lacunae;
  const random = createRandom(scene.parameters.seeds.lesion, "lacunae");
  const { diameter } = scene.parameters.outline;
  const period = random.between(9, 20) / 240;
  const lakes = scene.take();
  const clots = scene.take();
  const { width, height } = scene;
  for (const point of hexagonalLattice(random, period, diameter * 0.7, 0.36)) {
    const radius = period * random.between(0.32, 0.62) * scene.scale;
    const oval = random.between(0.65, 1);
    const angle = random.between(0, Math.PI);
    const strength = random.between(0.55, 1);
    const clotted = random.chance(0.22);
    const x = toX(scene, point.u, point.v);
    const y = toY(scene, point.u, point.v);
    if (point.chance > 0.55 + 0.45 * amount || sample(scene, scene.lesion, x, y) < 0.55) continue;
    const cos = cosine(angle);
    const sin = sine(angle);
    stampEllipse({ plane: lakes, width, height }, x, y, radius, radius * oval, cos, sin, 1.2 + radius * 0.35, strength);
    if (clotted)
      stampEllipse({ plane: clots, width, height }, x, y, radius, radius * oval, cos, sin, radius * 0.5, strength);
  }
  const clouds = noiseField(scene, random, { lesionOnly: true, frequency: 9, octaves: 2, step: 4 });
  const flesh = scene.take();
  for (let index = 0; index < flesh.length; index++) {
    if (scene.lesion[index] > 0) flesh[index] = scene.lesion[index] * (0.8 + 0.4 * clouds[index]);
    if (lakes[index] > 0) lakes[index] *= smoothstep(-1.6, 0.6, clouds[index] + 0.4);
  }
  const purple = random.between(0, 0.55);
  addPigment(scene, "lacunae", lakes, { haemoglobin: 2.1 + 1.3 * random.next(), blue: purple, fade: 0.75 });
  const layer = scene.layers[scene.layers.length - 1];
  const melanin = layer.melanin ?? scene.take();
  layer.melanin = melanin;
  for (let index = 0; index < clots.length; index++) {
    scene.haemoglobin[index] += 0.75 * flesh[index];
    if (layer.haemoglobin) layer.haemoglobin[index] += 0.75 * flesh[index];
    if (clots[index] <= 0) continue;
    scene.melanin[index] += 1.6 * clots[index];
    melanin[index] += 1.6 * clots[index];
  }
}
