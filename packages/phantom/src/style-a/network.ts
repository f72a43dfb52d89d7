import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom } from "../noise/random.ts";
import { noiseField, smoothstep } from "./field.ts";
import { hexagonalLattice } from "./lattice.ts";
import { addMelanin, addPigment } from "./pigment.ts";
import { lesionRegion } from "./region.ts";
import { toX, toY, type Scene } from "./scene.ts";
import { stampEllipse } from "./splat.ts";

/**
 * Pigment network: a warped lattice of round light holes in darker lines (drawn as holes; drawn as edges it looks
 * like cracks). Typical: fine, even, fading at the border. Atypical: wide, of uneven meshes and line widths, patchy.
 */
export function drawNetwork(scene: Scene, kind: "network_typical" | "network_atypical"): void {
  const amount = scene.parameters.structures[kind];
  const atypical = kind === "network_atypical";
  const random = createRandom(scene.parameters.seeds.lesion, kind);
  const period = (atypical ? random.between(8, 11) : random.between(5.5, 7.5)) / 240;
  const reach = scene.parameters.outline.diameter * 0.75;
  const region = lesionRegion(scene, random, {
    share: atypical ? 0.35 + 0.4 * amount : 0.55 + 0.4 * amount,
    patches: atypical ? 2.2 : 1.2,
    softness: atypical ? 0.25 : 0.5,
    central: atypical ? 0 : -0.2,
  });
  const holes = scene.take();
  const stamp = { plane: holes, width: scene.width, height: scene.height };
  const size = atypical ? random.between(0.34, 0.41) : random.between(0.39, 0.44);
  for (const point of hexagonalLattice(random, period, reach, atypical ? 0.28 : 0.15)) {
    const angle = point.chance * 40;
    const uneven = atypical ? 0.55 + 0.95 * random.next() : 0.85 + 0.3 * random.next();
    const stretch = 0.85 + 0.3 * random.next();
    if (atypical && point.chance > 0.86) continue;
    const radius = period * size * uneven * scene.scale;
    stampEllipse(
      stamp,
      toX(scene, point.u, point.v),
      toY(scene, point.u, point.v),
      radius * stretch,
      radius / stretch,
      cosine(angle),
      sine(angle),
      Math.max(1, radius * (atypical ? 0.6 : 0.7)),
      0.75 + 0.25 * random.next(),
    );
  }
  const thickness = noiseField(scene, random, { lesionOnly: true, frequency: atypical ? 7 : 4, octaves: 2, step: 4 });
  const lines = (atypical ? 1.15 : 0.8) * (0.45 + 0.75 * amount);
  const gaps = 0.5 * (0.5 + 0.5 * amount);
  const { ground, skinMelanin } = scene;
  for (let index = 0; index < holes.length; index++) {
    const where = region[index];
    if (where <= 0) {
      holes[index] = 0;
      continue;
    }
    const line = 1 - holes[index];
    const dark = lines * Math.max(0.2, 1 + (atypical ? 0.9 : 0.35) * thickness[index]);
    const base = ground[index] + 0.25 * skinMelanin[index] + 0.2;
    holes[index] = where * base * (dark * line - gaps * holes[index]);
  }
  addMelanin(scene, kind, holes);
}

/** Negative network: light winding lines between elongated dark spots. */
export function drawNegativeNetwork(scene: Scene): void {
  const amount = scene.parameters.structures.negative_network;
  const random = createRandom(scene.parameters.seeds.lesion, "negative_network");
  const period = random.between(9, 12) / 240;
  const region = lesionRegion(scene, random, { share: 0.3 + 0.5 * amount, patches: 1.6, softness: 0.25 });
  const spots = scene.take();
  const stamp = { plane: spots, width: scene.width, height: scene.height };
  const flow = random.between(0, Math.PI);
  for (const point of hexagonalLattice(random, period, scene.parameters.outline.diameter * 0.7, 0.22)) {
    const angle = flow + (point.chance - 0.5) * 1.6 + scene.parameters.view.rotation;
    const radius = period * random.between(0.3, 0.4) * scene.scale;
    const x = toX(scene, point.u, point.v);
    const y = toY(scene, point.u, point.v);
    const long = random.between(1.1, 1.6);
    stampEllipse(stamp, x, y, radius * long, radius / 1.15, cosine(angle), sine(angle), Math.max(1, radius * 0.6), 1);
  }
  const change = scene.take();
  const { ground } = scene;
  for (let index = 0; index < change.length; index++) {
    const where = region[index];
    if (where <= 0) {
      spots[index] = 0;
      continue;
    }
    change[index] = where * (ground[index] + 0.2) * 0.55 * spots[index];
    spots[index] = where * (1 - smoothstep(0.05, 0.7, spots[index]));
  }
  const dark = change;
  addPigment(scene, "negative_network", spots, { fade: 0.45 + 0.4 * amount, white: 0.1 });
  const layer = scene.layers[scene.layers.length - 1];
  for (let index = 0; index < dark.length; index++) {
    scene.melanin[index] += dark[index];
    if (layer.melanin) layer.melanin[index] += dark[index];
  }
}
