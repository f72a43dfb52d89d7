import { arctangent, cosine, sine } from "../noise/exact-math.ts";
import { addLayer, ramp, type Canvas } from "./canvas.ts";
import { latticeValue, valueNoise } from "./value-noise.ts";

/** Streaks of style B: teeth along the border, a function of direction and distance to it. */
export function drawTeeth(canvas: Canvas): void {
  const amount = canvas.parameters.structures.streaks;
  const random = canvas.random("lesion", "streaks");
  const seed = canvas.seed("lesion", "streaks");
  const { diameter } = canvas.parameters.outline;
  const teeth = Math.round(random.between(70, 100) * (0.5 + 0.8 * diameter));
  const middle = random.between(-Math.PI, Math.PI);
  const spread = 0.7 + 2.6 * amount;
  const long = random.between(0.035, 0.06) * (0.7 + 0.6 * diameter);
  const plane = canvas.take();
  const { u, v, inside } = canvas;
  for (let index = 0; index < plane.length; index++) {
    const distance = inside[index];
    if (distance < -long || distance > 1.2 * long) continue;
    const angle = arctangent(v[index], u[index]);
    const away = Math.abs(angle - middle) > Math.PI ? 2 * Math.PI - Math.abs(angle - middle) : Math.abs(angle - middle);
    if (away > spread) continue;
    const at = (angle / (2 * Math.PI) + 0.5) * teeth + 0.35 * valueNoise(u[index] * 20, v[index] * 20, seed);
    const tooth = Math.floor(at);
    const length = long * (0.3 + 0.7 * latticeValue(tooth, 0, seed));
    const across = Math.abs(at - tooth - 0.5) * 2;
    const thick = distance < 0 ? 0.62 * (1 + distance / length) : 0.62 * (1 - distance / (1.2 * long));
    plane[index] = ramp(0, 0.35, thick - across) * ramp(spread, spread - 0.3, away);
  }
  addLayer(canvas, "streaks", plane, [24, 11, 13]);
}

/** Leaf-like areas of style B: flowers of a few petals near the border, slate-blue. */
export function drawPetals(canvas: Canvas): void {
  const amount = canvas.parameters.structures.leaf_like_areas;
  const random = canvas.random("lesion", "leaf_like_areas");
  const half = canvas.parameters.outline.diameter / 2;
  const plane = canvas.take();
  const { u, v } = canvas;
  const leaves = Math.round(2 + 5 * amount);
  for (let leaf = 0; leaf < leaves; leaf++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * random.between(0.4, 0.8);
    const [centreU, centreV] = [reach * cosine(angle), reach * sine(angle)];
    const size = half * random.between(0.2, 0.34);
    const petals = random.integer(3, 5);
    const turn = random.between(0, 2 * Math.PI);
    for (let index = 0; index < plane.length; index++) {
      const du = u[index] - centreU;
      const dv = v[index] - centreV;
      const squared = du * du + dv * dv;
      if (squared > size * size) continue;
      const open = 0.6 + 0.4 * cosine(petals * arctangent(dv, du) + turn);
      const cover = 0.95 * ramp(0, 0.3, open - Math.sqrt(squared) / size);
      if (cover > plane[index]) plane[index] = cover;
    }
  }
  addLayer(canvas, "leaf_like_areas", plane, [43, 2, -5]);
}
