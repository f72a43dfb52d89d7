import { createRandom, type Random } from "../noise/random.ts";
import { noiseField, smoothstep, thresholdForShare } from "./field.ts";
import { sample, toX, toY, type Scene } from "./scene.ts";
import { stampDisc, stampEllipse } from "./splat.ts";

/** Fills the skin's melanin and haemoglobin and the relief of its surface: mottling, pores, freckles, fine vessels. */
export function drawSkin(scene: Scene): void {
  const { skin, seeds } = scene.parameters;
  drawTone(scene, createRandom(seeds.skin, "tone"));
  drawRelief(scene, createRandom(seeds.skin, "relief"));
  if (skin.pores > 0) drawPores(scene, createRandom(seeds.skin, "pores"));
  if (skin.freckles > 0) drawFreckles(scene, createRandom(seeds.skin, "freckles"));
  if (skin.vessels > 0) drawSkinVessels(scene, createRandom(seeds.skin, "vessels"));
}

function drawTone(scene: Scene, random: Random): void {
  const { skin } = scene.parameters;
  const wide = noiseField(scene, random, { frequency: 1.6, octaves: 2, step: 8 });
  const mottle = noiseField(scene, random, { frequency: random.between(6, 11), octaves: 3, step: 4, warp: 0.02 });
  const fine = noiseField(scene, random, { frequency: random.between(26, 44), octaves: 2, step: 2 });
  const mix = random.between(-1, 1);
  const melaninDepth = 0.05 + 0.12 * skin.texture;
  const bloodDepth = 0.1 + 0.3 * skin.texture;
  const { skinMelanin, skinHaemoglobin } = scene;
  for (let index = 0; index < skinMelanin.length; index++) {
    const m = wide[index] * 0.5 + mottle[index] * 0.6 + fine[index] * 0.45;
    const h = wide[index] * mix + mottle[index] * 0.8 - fine[index] * 0.35;
    skinMelanin[index] = skin.melanin * Math.max(0.2, 1 + melaninDepth * m);
    skinHaemoglobin[index] = skin.haemoglobin * Math.max(0.1, 1 + bloodDepth * h);
  }
}

function drawRelief(scene: Scene, random: Random): void {
  const { skin, view } = scene.parameters;
  const clinical = view.kind === "clinical";
  const stretch = random.between(1.2, 3.2);
  const frequency = clinical ? random.between(24, 40) : random.between(18, 34);
  const grain = noiseField(scene, random, { frequency, octaves: 2, gain: 0.6, step: clinical ? 1 : 2, stretch });
  const across = noiseField(scene, random, { frequency: frequency * 0.8, octaves: 1, step: 2, stretch: 1 / stretch });
  const folds = noiseField(scene, random, { frequency: random.between(1.5, 3.5), octaves: 2, step: 8, stretch: 4 });
  const foldDepth = random.chance(0.35) ? random.between(0.03, 0.1) : 0.015;
  const depth = skin.texture * (clinical ? 0.17 : 0.055);
  const { relief } = scene;
  for (let index = 0; index < relief.length; index++) {
    const furrow = Math.abs(grain[index]) + 0.7 * Math.abs(across[index]);
    const fold = 1 - 2.2 * Math.abs(folds[index]);
    relief[index] = 1 + depth * (furrow - 0.55) - (fold > 0 ? foldDepth * fold * fold : 0);
  }
}

function drawPores(scene: Scene, random: Random): void {
  const { skin, view } = scene.parameters;
  const count = Math.round(skin.pores * (view.kind === "clinical" ? 900 : 220));
  const rim = scene.take();
  const core = scene.take();
  const size = random.between(0.7, 1.3);
  for (let pore = 0; pore < count; pore++) {
    const x = toX(scene, random.between(-1.2, 1.2), random.between(-1.2, 1.2));
    const y = toY(scene, random.between(-1.2, 1.2), random.between(-1.2, 1.2));
    const radius = size * random.between(0.8, 1.8) * scene.unit;
    const strength = random.between(0.3, 1);
    stampDisc({ plane: rim, width: scene.width, height: scene.height }, x, y, radius * 2.2, radius * 2, strength);
    stampDisc({ plane: core, width: scene.width, height: scene.height }, x, y, radius * 0.7, radius, strength);
  }
  const { skinMelanin, relief } = scene;
  for (let index = 0; index < rim.length; index++) {
    if (rim[index] <= 0) continue;
    skinMelanin[index] *= 1 - 0.18 * rim[index] + 0.5 * core[index] * skin.pores;
    relief[index] *= 1 + 0.03 * rim[index] - 0.09 * core[index];
  }
}

function drawFreckles(scene: Scene, random: Random): void {
  const { skin } = scene.parameters;
  const spots = scene.take();
  const stamp = { plane: spots, width: scene.width, height: scene.height };
  const count = Math.round(skin.freckles * skin.freckles * 70);
  for (let freckle = 0; freckle < count; freckle++) {
    const u = random.between(-1.3, 1.3);
    const v = random.between(-1.3, 1.3);
    const radius = random.between(1.5, 9) * random.between(0.5, 1) * scene.unit;
    const angle = random.between(0.5, 1);
    const strength = random.between(0.15, 0.75);
    stampEllipse(
      stamp,
      toX(scene, u, v),
      toY(scene, u, v),
      radius,
      radius * random.between(0.5, 1),
      angle,
      Math.sqrt(1 - angle * angle),
      radius * 0.9,
      strength,
    );
  }
  const patches = noiseField(scene, random, { frequency: random.between(3, 7), octaves: 3, step: 4, warp: 0.05 });
  const cut = thresholdForShare(0.08 + 0.22 * skin.freckles);
  const { skinMelanin } = scene;
  for (let index = 0; index < spots.length; index++) {
    const ragged = Math.max(0, spots[index] * (1 + 0.5 * patches[index]));
    const patch = smoothstep(cut - 0.25, cut + 0.7, patches[index]) * skin.freckles;
    skinMelanin[index] += (0.9 * ragged + 0.3 * patch) * (0.5 + skin.freckles * 0.6);
  }
}

function drawSkinVessels(scene: Scene, random: Random): void {
  const { skin } = scene.parameters;
  const net = noiseField(scene, random, { frequency: random.between(4, 8), octaves: 2, step: 4, warp: 0.05 });
  const where = noiseField(scene, random, { frequency: 2.4, octaves: 1, step: 8 });
  const width = random.between(0.05, 0.1);
  const { skinHaemoglobin } = scene;
  for (let index = 0; index < net.length; index++) {
    const distance = Math.abs(net[index]);
    if (distance > width) continue;
    const line = 1 - distance / width;
    skinHaemoglobin[index] += skin.vessels * line * smoothstep(-0.4, 0.6, where[index]) * 0.9;
  }
}

/** Whether a point in lesion coordinates falls where the lesion covers at least `coverage`. */
export function inLesion(scene: Scene, u: number, v: number, coverage = 0.5): boolean {
  return sample(scene, scene.lesion, toX(scene, u, v), toY(scene, u, v)) >= coverage;
}
