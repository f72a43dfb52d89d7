import { createRandom } from "../noise/random.ts";
import { noiseField, smoothstep } from "./field.ts";
import { addPigment } from "./pigment.ts";
import { lesionRegion } from "./region.ts";
import type { Scene } from "./scene.ts";

/** Ulceration: a raw, wet, red-brown defect with a sharp edge and dark clotted parts. */
export function drawUlceration(scene: Scene): void {
  const amount = scene.parameters.structures.ulceration;
  const random = createRandom(scene.parameters.seeds.lesion, "ulceration");
  const wound = lesionRegion(scene, random, {
    share: 0.05 + 0.22 * amount,
    patches: 1.6,
    softness: 0.1,
    central: 0.6,
  });
  const raw = noiseField(scene, random, {
    lesionOnly: true,
    frequency: random.between(6, 11),
    octaves: 4,
    gain: 0.6,
    step: 2,
    warp: 0.03,
  });
  addPigment(scene, "ulceration", wound, { haemoglobin: 1.5 + 0.8 * random.next(), melanin: 0.7, fade: 0.8 });
  const layer = scene.layers[scene.layers.length - 1];
  for (let index = 0; index < wound.length; index++) {
    if (wound[index] <= 0) continue;
    const clot = wound[index] * smoothstep(0.05, 0.7, raw[index]) * 1.6;
    const blood = wound[index] * raw[index] * 0.7;
    scene.melanin[index] += clot;
    scene.haemoglobin[index] += blood;
    if (layer.melanin) layer.melanin[index] += clot;
    if (layer.haemoglobin) layer.haemoglobin[index] += blood;
  }
}
