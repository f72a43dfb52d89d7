import { boxBlur } from "../noise/blur.ts";
import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { addPigment } from "./pigment.ts";
import { toX, toY, type Scene } from "./scene.ts";
import { stampCapsule, stampEllipse } from "./splat.ts";

/** Leaf-like areas and blue-grey nests of a basal cell carcinoma: lobed brown-grey-blue tongues toward the border. */
export function drawLeafLikeAreas(scene: Scene): void {
  const amount = scene.parameters.structures.leaf_like_areas;
  const random = createRandom(scene.parameters.seeds.lesion, "leaf_like_areas");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const leaves = Math.round(2 + 6 * amount);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * random.between(0.45, 0.9);
    const baseU = reach * cosine(angle);
    const baseV = reach * sine(angle);
    const lobes = random.integer(2, 5);
    const strength = random.between(0.6, 1);
    for (let lobe = 0; lobe < lobes; lobe++) {
      const toward = angle + (lobe / (lobes - 1) - 0.5) * random.between(1.4, 2.6);
      const length = half * random.between(0.1, 0.24);
      const u = baseU + length * cosine(toward);
      const v = baseV + length * sine(toward);
      const thick = random.between(3.4, 6.8) * scene.unit;
      const x = toX(scene, u, v);
      const y = toY(scene, u, v);
      stampCapsule(
        stamp,
        toX(scene, baseU, baseV),
        toY(scene, baseU, baseV),
        x,
        y,
        thick * 0.7,
        thick * 0.8,
        2,
        strength,
      );
      stampEllipse(stamp, x, y, thick * 1.3, thick, cosine(toward), sine(toward), 2.2, strength);
    }
  }
  boxBlur(plane, scene.take(), scene.width, scene.height, Math.max(1, 1.7 * scene.unit));
  const blueness = random.between(0.45, 1);
  addPigment(scene, "leaf_like_areas", plane, { blue: blueness, melanin: 1.5 - blueness, fade: 0.35 });
}
