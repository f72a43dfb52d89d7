import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { hexagonalLattice } from "./lattice.ts";
import { addPigment } from "./pigment.ts";
import { lesionRegion } from "./region.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampEllipse } from "./splat.ts";

/** Globules: round to oval brown aggregates of unequal size, clustered, cobbled, or as a rim. */
export function drawGlobules(scene: Scene): void {
  const amount = scene.parameters.structures.globules;
  const random = createRandom(scene.parameters.seeds.lesion, "globules");
  const size = random.between(2, 3.6);
  const rim = random.chance(0.25);
  const region = lesionRegion(scene, random, {
    share: 0.3 + 0.55 * amount,
    patches: 1.8,
    softness: 0.2,
    central: rim ? -1.6 : 0,
  });
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const period = (size * random.between(2.7, 3.6)) / 240;
  for (const point of hexagonalLattice(random, period, scene.parameters.outline.diameter * 0.75, 0.42)) {
    const radius = size * (0.5 + 0.8 * random.next() * random.next() + 0.25 * random.next()) * scene.unit;
    const oval = random.between(0.7, 1);
    const angle = random.between(0, Math.PI);
    const strength = random.between(0.55, 1);
    const x = toX(scene, point.u, point.v);
    const y = toY(scene, point.u, point.v);
    if (point.chance > 0.5 + 0.5 * amount || sample(scene, region, x, y) < 0.35) continue;
    stampEllipse(stamp, x, y, radius, radius * oval, cosine(angle), sine(angle), 1.1 + radius * 0.25, strength);
  }
  const blue = random.chance(0.2) ? 0.35 : 0.05;
  addPigment(scene, "globules", plane, { melanin: 0.9 + 1.1 * amount, blue });
}

/** Dots: small black-brown points, anywhere but often near the border. */
export function drawDots(scene: Scene): void {
  const amount = scene.parameters.structures.dots;
  const random = createRandom(scene.parameters.seeds.lesion, "dots");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const count = Math.round(15 + 110 * amount);
  for (let dot = 0; dot < count; dot++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * 1.1 * Math.sqrt(random.next());
    const u = reach * cosine(angle);
    const v = reach * sine(angle);
    const radius = random.between(0.75, 1.35) * scene.unit;
    const strength = random.between(0.6, 1);
    const x = toX(scene, u, v);
    const y = toY(scene, u, v);
    if (sample(scene, scene.lesion, x, y) < 0.3) continue;
    stampEllipse(stamp, x, y, radius, radius * 0.9, 1, 0, 1, strength);
  }
  addPigment(scene, "dots", plane, { melanin: 2.6, blue: 0.25 });
}
