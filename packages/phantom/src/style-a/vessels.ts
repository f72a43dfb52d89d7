import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom, type Random } from "../noise/random.ts";
import { addPigment } from "./pigment.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampCapsule, stampDisc, type Stamp } from "./splat.ts";

/** Dotted vessels: red points in loose clusters. */
export function drawDottedVessels(scene: Scene): void {
  const amount = scene.parameters.structures.dotted_vessels;
  const random = createRandom(scene.parameters.seeds.lesion, "dotted_vessels");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const clusters = random.integer(3, 6);
  const each = Math.round((20 + 90 * amount) / clusters);
  for (let cluster = 0; cluster < clusters; cluster++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * 0.75 * Math.sqrt(random.next());
    const spread = half * random.between(0.2, 0.5);
    for (let dot = 0; dot < each; dot++) {
      const u = reach * cosine(angle) + spread * random.normal() * 0.7;
      const v = reach * sine(angle) + spread * random.normal() * 0.7;
      const radius = random.between(0.8, 1.5) * scene.unit;
      const strength = random.between(0.5, 1);
      const x = toX(scene, u, v);
      const y = toY(scene, u, v);
      if (sample(scene, scene.lesion, x, y) < 0.4) continue;
      stampDisc(stamp, x, y, radius, 1.1, strength);
    }
  }
  addPigment(scene, "dotted_vessels", plane, { haemoglobin: 1.5 + 0.7 * amount });
}

/** Arborising vessels: bright red stems that branch into ever finer, gently bent twigs, in focus. */
export function drawArborisingVessels(scene: Scene): void {
  const amount = scene.parameters.structures.arborising_vessels;
  const random = createRandom(scene.parameters.seeds.lesion, "arborising_vessels");
  const half = scene.parameters.outline.diameter / 2;
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  const stems = Math.round(1 + 3.4 * amount);
  const first = random.between(0, 2 * Math.PI);
  for (let stem = 0; stem < stems; stem++) {
    const angle = first + stem * 2.4 + random.between(-0.5, 0.5);
    const from = half * random.between(0.75, 1.1);
    const thick = random.between(0.9, 1.5) * (0.8 + 0.4 * amount);
    const inward = angle + Math.PI + random.between(-0.7, 0.7);
    growVessel(scene, stamp, random, from * cosine(angle), from * sine(angle), inward, thick, half, 0);
  }
  addPigment(scene, "arborising_vessels", plane, { haemoglobin: 1.9 + 0.5 * amount, fade: 0.15 });
}

function growVessel(
  scene: Scene,
  stamp: Stamp,
  random: Random,
  startU: number,
  startV: number,
  heading: number,
  thick: number,
  half: number,
  generation: number,
): void {
  let u = startU;
  let v = startV;
  let angle = heading;
  let radius = thick;
  const steps = random.integer(6, 11) - generation;
  const stride = half * random.between(0.075, 0.12);
  let curve = random.between(-0.12, 0.12);
  for (let step = 0; step < steps; step++) {
    curve = curve * 0.75 + random.between(-0.14, 0.14);
    angle += curve;
    const nextU = u + stride * cosine(angle);
    const nextV = v + stride * sine(angle);
    const next = radius * 0.94;
    stampCapsule(
      stamp,
      toX(scene, u, v),
      toY(scene, u, v),
      toX(scene, nextU, nextV),
      toY(scene, nextU, nextV),
      radius * scene.unit,
      next * scene.unit,
      1.1,
      0.65 + 0.35 * Math.min(1, radius),
    );
    u = nextU;
    v = nextV;
    radius = next;
    const branches = generation < 3 && radius > 0.35 && step > 0 && random.chance(0.38);
    if (branches) {
      const side = random.chance(0.5) ? 1 : -1;
      growVessel(
        scene,
        stamp,
        random,
        u,
        v,
        angle + side * random.between(0.4, 0.95),
        radius * 0.68,
        half * 0.8,
        generation + 1,
      );
    }
  }
}
