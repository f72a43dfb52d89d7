import { createRandom } from "../noise/random.ts";
import { noiseField, smoothstep, thresholdForShare } from "./field.ts";
import { addOverlay, type LinearColour } from "./overlay.ts";
import { lesionRegion } from "./region.ts";
import type { Overlay, Scene } from "./scene.ts";

/** Scale: thin whitish flakes on the surface, thick where they lift, gathered in patches. */
export function drawScale(scene: Scene): void {
  const amount = scene.parameters.structures.scale;
  const random = createRandom(scene.parameters.seeds.lesion, "scale");
  const patch = lesionRegion(scene, random, { share: 0.3 + 0.5 * amount, patches: 1.8, softness: 0.4 });
  const flakes = noiseField(scene, random, {
    lesionOnly: true,
    frequency: random.between(9, 20),
    octaves: 4,
    gain: 0.65,
    step: 2,
    warp: 0.03,
  });
  const cut = thresholdForShare(0.25 + 0.25 * amount, 0.5);
  const overlay = addOverlay(scene, "scale");
  const tone: LinearColour = [0.72, 0.66, 0.55];
  for (let index = 0; index < patch.length; index++) {
    if (patch[index] <= 0.02) continue;
    const thick = smoothstep(cut - 0.2, cut + 0.45, flakes[index]) * patch[index];
    setOverlay(overlay, index, thick * (0.45 + 0.35 * amount), 0.8 + 0.35 * thick, tone);
  }
}

/** Crust: dried yellow to blood-brown plates with relief, lit from the upper left. */
export function drawCrust(scene: Scene): void {
  const amount = scene.parameters.structures.crust;
  const random = createRandom(scene.parameters.seeds.lesion, "crust");
  const patch = lesionRegion(scene, random, { share: 0.06 + 0.26 * amount, patches: 1.7, softness: 0.1, central: 0.4 });
  const height = noiseField(scene, random, {
    lesionOnly: true,
    frequency: random.between(9, 18),
    octaves: 4,
    gain: 0.55,
    step: 1,
    warp: 0.01,
  });
  const blood = random.next();
  const yellow: LinearColour = [0.44, 0.27, 0.12];
  const brown: LinearColour = [0.13, 0.045, 0.03];
  const tone: LinearColour = [
    yellow[0] + blood * (brown[0] - yellow[0]),
    yellow[1] + blood * (brown[1] - yellow[1]),
    yellow[2] + blood * (brown[2] - yellow[2]),
  ];
  const overlay = addOverlay(scene, "crust");
  const { width } = scene;
  const reach = Math.max(1, Math.round(scene.unit));
  const back = reach * (width + 1);
  for (let index = back; index < patch.length; index++) {
    if (patch[index] <= 0.02) continue;
    const slope = (height[index] - height[index - back]) / reach;
    const light = Math.max(0.25, 1 + 1.3 * slope + 0.4 * height[index]);
    setOverlay(overlay, index, Math.min(0.95, patch[index] * 1.1), light, tone);
  }
}

function setOverlay(overlay: Overlay, index: number, alpha: number, light: number, tone: LinearColour): void {
  overlay.alpha[index] = alpha;
  overlay.red[index] = Math.min(1, alpha * tone[0] * light);
  overlay.green[index] = Math.min(1, alpha * tone[1] * light);
  overlay.blue[index] = Math.min(1, alpha * tone[2] * light);
}
