import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom, type Random } from "../noise/random.ts";
import { addOverlay, paint, type LinearColour } from "./overlay.ts";
import type { Scene } from "./scene.ts";
import { stampCapsule, type Stamp } from "./splat.ts";

const colours: readonly LinearColour[] = [
  [0.012, 0.009, 0.008],
  [0.03, 0.016, 0.01],
  [0.07, 0.035, 0.015],
  [0.2, 0.11, 0.045],
  [0.3, 0.28, 0.26],
];

/** Hairs over the lesion: long thin ones or thick dark terminal ones, some shaved to stubble. */
export function drawHair(scene: Scene, kind: "hair_thin" | "hair_thick"): void {
  const amount = scene.parameters.artefacts[kind];
  const thick = kind === "hair_thick";
  const random = createRandom(scene.parameters.seeds.view, kind);
  const overlay = addOverlay(scene, kind);
  const coverage = scene.take();
  const stamp = { plane: coverage, width: scene.width, height: scene.height };
  const stubble = random.chance(0.28);
  const count = Math.round((thick ? 3 + 22 * amount : 6 + 34 * amount) * (stubble ? 1.8 : 1));
  const main = random.between(0, Math.PI);
  const pixel = scene.height / 240;
  for (let hair = 0; hair < count; hair++) {
    const length = scene.height * (stubble ? random.between(0.03, 0.09) : random.between(0.2, 1));
    const radius = (thick ? random.between(0.75, 1.35) : random.between(0.32, 0.6)) * pixel;
    const direction = main + random.normal() * (stubble ? 0.35 : 0.6);
    drawStrand(
      scene,
      stamp,
      random,
      length,
      radius,
      direction,
      thick ? random.between(0.82, 1) : random.between(0.5, 0.9),
    );
  }
  paint(overlay, coverage, thick ? colours[random.integer(0, 2)] : random.pick(colours));
}

function drawStrand(
  scene: Scene,
  stamp: Stamp,
  random: Random,
  length: number,
  radius: number,
  direction: number,
  strength: number,
): void {
  const pieces = Math.max(3, Math.round(length / (scene.height * 0.05)));
  const stride = length / pieces;
  let angle = direction;
  let x = random.between(-0.1, 1.1) * scene.width;
  let y = random.between(-0.1, 1.1) * scene.height;
  let curve = (random.normal() * 0.09 * scene.height * 0.05) / stride;
  for (let piece = 0; piece < pieces; piece++) {
    curve += random.normal() * 0.012;
    angle += curve;
    const nextX = x + stride * cosine(angle);
    const nextY = y + stride * sine(angle);
    const taper = piece / pieces;
    stampCapsule(
      stamp,
      x,
      y,
      nextX,
      nextY,
      radius * (1 - 0.5 * taper),
      radius * (1 - 0.5 * (taper + 1 / pieces)),
      0.9,
      strength,
    );
    x = nextX;
    y = nextY;
  }
}
