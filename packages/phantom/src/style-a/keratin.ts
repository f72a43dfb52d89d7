import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { addPigment } from "./pigment.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampDisc, stampEllipse } from "./splat.ts";

/** Milia-like cysts: round white to yellowish spots, a few large and hazy, most small and bright. */
export function drawMiliaLikeCysts(scene: Scene): void {
  const amount = scene.parameters.structures.milia_like_cysts;
  const random = createRandom(scene.parameters.seeds.lesion, "milia_like_cysts");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const count = Math.round((6 + 40 * amount) * Math.max(0.5, half / 0.28));
  for (let cyst = 0; cyst < count; cyst++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * 0.95 * Math.sqrt(random.next());
    const large = random.chance(0.2);
    const radius = (large ? random.between(2.2, 3.8) : random.between(0.9, 2)) * scene.unit;
    const strength = large ? random.between(0.5, 0.85) : random.between(0.6, 1);
    const x = toX(scene, reach * cosine(angle), reach * sine(angle));
    const y = toY(scene, reach * cosine(angle), reach * sine(angle));
    if (sample(scene, scene.lesion, x, y) < 0.6) continue;
    stampDisc(stamp, x, y, radius, radius * 0.8 + 0.6, strength);
  }
  addPigment(scene, "milia_like_cysts", plane, { white: random.between(0.36, 0.55), fade: 0.75 });
}

/** Comedo-like openings: irregular brown to black plugs, often with a lighter rim. */
export function drawComedoLikeOpenings(scene: Scene): void {
  const amount = scene.parameters.structures.comedo_like_openings;
  const random = createRandom(scene.parameters.seeds.lesion, "comedo_like_openings");
  const half = scene.parameters.outline.diameter / 2;
  const rim = scene.take();
  const plug = scene.take();
  const { width, height } = scene;
  const count = Math.round((5 + 28 * amount) * Math.max(0.5, half / 0.28));
  for (let opening = 0; opening < count; opening++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * 0.92 * Math.sqrt(random.next());
    const radius = random.between(1.7, 4.2) * scene.unit;
    const oval = random.between(0.5, 1);
    const turn = random.between(0, Math.PI);
    const strength = random.between(0.6, 1);
    const x = toX(scene, reach * cosine(angle), reach * sine(angle));
    const y = toY(scene, reach * cosine(angle), reach * sine(angle));
    if (sample(scene, scene.lesion, x, y) < 0.6) continue;
    const cos = cosine(turn);
    const sin = sine(turn);
    const outer = radius + 1.4 * scene.unit;
    stampEllipse({ plane: rim, width, height }, x, y, outer, outer * oval, cos, sin, 1.6, 0.5 * strength);
    stampEllipse({ plane: plug, width, height }, x, y, radius, radius * oval, cos, sin, 1.3, strength);
  }
  addPigment(scene, "comedo_like_openings", rim, { fade: 0.5, white: 0.04 });
  const layer = scene.layers[scene.layers.length - 1];
  for (let index = 0; index < plug.length; index++) {
    if (plug[index] <= 0) continue;
    const dark = 3 * plug[index];
    scene.melanin[index] += dark;
    if (layer.melanin) layer.melanin[index] += dark;
  }
}
