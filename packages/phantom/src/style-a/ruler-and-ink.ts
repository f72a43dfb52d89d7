import { cosine, sine } from "../noise/exact-math.ts";
import { createRandom, type Random } from "../noise/random.ts";
import { noiseField, smoothstep } from "./field.ts";
import { addOverlay, paint, type LinearColour } from "./overlay.ts";
import type { Scene } from "./scene.ts";
import { stampCapsule, type Stamp } from "./splat.ts";

/** A scale bar etched in the contact plate: ticks along an edge of the frame, every fifth or tenth longer, digits. */
export function drawRuler(scene: Scene): void {
  const amount = scene.parameters.artefacts.ruler;
  const random = createRandom(scene.parameters.seeds.view, "ruler");
  const coverage = scene.take();
  const stamp = { plane: coverage, width: scene.width, height: scene.height };
  const pixel = scene.height / 240;
  const spacing = random.between(3.4, 6.5) * pixel;
  const slanted = random.chance(0.25);
  const side = random.integer(0, 3);
  const angle = (side * Math.PI) / 2 + (slanted ? random.between(-0.5, 0.5) : random.between(-0.03, 0.03));
  const cos = cosine(angle);
  const sin = sine(angle);
  const across = side % 2 === 0 ? scene.height : scene.width;
  const along = side % 2 === 0 ? scene.width : scene.height;
  const offset = across * (slanted ? random.between(0.28, 0.42) : random.between(0.36, 0.47));
  const length = along * random.between(0.45, 1.05);
  const baseX = scene.width / 2 - sin * offset - (cos * length) / 2;
  const baseY = scene.height / 2 + cos * offset - (sin * length) / 2;
  const strength = 0.55 + 0.4 * amount;
  const ticks = Math.floor(length / spacing);
  const thin = random.between(0.35, 0.6) * pixel;
  if (random.chance(0.6)) {
    stampCapsule(stamp, baseX, baseY, baseX + cos * length, baseY + sin * length, thin, thin, 0.9, strength);
  }
  for (let tick = 0; tick <= ticks; tick++) {
    const size = (tick % 10 === 0 ? 9 : tick % 5 === 0 ? 6.5 : 4) * pixel;
    const x = baseX + cos * spacing * tick;
    const y = baseY + sin * spacing * tick;
    stampCapsule(stamp, x, y, x + sin * size, y - cos * size, thin, thin, 0.9, strength);
    if (tick % 10 === 0)
      drawDigit(stamp, random, x + sin * size * 1.9, y - cos * size * 1.9, cos, sin, pixel, strength);
  }
  const overlay = addOverlay(scene, "ruler");
  paint(overlay, coverage, random.chance(0.85) ? [0.02, 0.02, 0.025] : [0.85, 0.85, 0.82]);
}

/** Seven-segment strokes, (x0, y0, x1, y1) in a 1 x 2 box. */
const segments = [
  [0, 0, 1, 0],
  [1, 0, 1, 1],
  [1, 1, 1, 2],
  [0, 2, 1, 2],
  [0, 1, 0, 2],
  [0, 0, 0, 1],
  [0, 1, 1, 1],
] as const;

function drawDigit(
  stamp: Stamp,
  random: Random,
  x: number,
  y: number,
  cos: number,
  sin: number,
  pixel: number,
  strength: number,
): void {
  const size = 2 * pixel;
  for (const [x0, y0, x1, y1] of segments) {
    if (random.chance(0.3)) continue;
    const ax = (x0 - 0.5) * size;
    const ay = (y0 - 1) * size;
    const bx = (x1 - 0.5) * size;
    const by = (y1 - 1) * size;
    stampCapsule(
      stamp,
      x + cos * ax - sin * ay,
      y + sin * ax + cos * ay,
      x + cos * bx - sin * by,
      y + sin * bx + cos * by,
      0.4 * pixel,
      0.4 * pixel,
      0.9,
      strength,
    );
  }
}

const inks: readonly LinearColour[] = [
  [0.1, 0.045, 0.32],
  [0.2, 0.05, 0.3],
  [0.06, 0.07, 0.24],
  [0.04, 0.12, 0.3],
];

/** Surgical marker on the skin: a broken arc round the lesion, or patches of criss-cross strokes; furrows stay bare. */
export function drawInk(scene: Scene): void {
  const amount = scene.parameters.artefacts.ink;
  const random = createRandom(scene.parameters.seeds.view, "ink");
  const coverage = scene.take();
  const stamp = { plane: coverage, width: scene.width, height: scene.height };
  const pixel = scene.height / 240;
  if (random.chance(0.5)) drawArc(scene, stamp, random, amount, pixel);
  else drawScribble(scene, stamp, random, amount, pixel);
  const furrows = noiseField(scene, random, { frequency: 34, octaves: 2, step: 1 });
  const strength = 0.65 + 0.3 * amount;
  for (let index = 0; index < coverage.length; index++) {
    if (coverage[index] > 0) coverage[index] *= strength * (0.25 + 0.75 * smoothstep(-0.7, -0.1, furrows[index]));
  }
  paint(addOverlay(scene, "ink"), coverage, random.pick(inks));
}

function drawArc(scene: Scene, stamp: Stamp, random: Random, amount: number, pixel: number): void {
  const radius = scene.height * random.between(0.36, 0.5);
  const from = random.between(0, 2 * Math.PI);
  const sweep = random.between(1, 2) + 3 * amount;
  const thick = random.between(1.6, 3.4) * pixel;
  const pieces = Math.ceil(sweep * 22);
  const wobble = random.between(0.003, 0.02);
  for (let piece = 0; piece < pieces; piece++) {
    const a = from + (sweep * piece) / pieces;
    const b = from + (sweep * (piece + 1)) / pieces;
    const r = radius * (1 + wobble * random.normal());
    stampCapsule(
      stamp,
      scene.centreX + r * cosine(a),
      scene.centreY + r * sine(a),
      scene.centreX + r * cosine(b),
      scene.centreY + r * sine(b),
      thick,
      thick,
      1.6,
      random.between(0.7, 1),
    );
  }
}

function drawScribble(scene: Scene, stamp: Stamp, random: Random, amount: number, pixel: number): void {
  const patches = 1 + Math.round(2 * amount);
  for (let patch = 0; patch < patches; patch++) {
    const left = random.chance(0.5);
    const x = scene.width * (left ? random.between(0.03, 0.25) : random.between(0.75, 0.97));
    const y = scene.height * random.between(0.08, 0.92);
    const size = scene.height * random.between(0.07, 0.14);
    const lines = random.integer(14, 30);
    for (let line = 0; line < lines; line++) {
      const angle = random.between(0, Math.PI);
      const dx = size * cosine(angle);
      const dy = size * sine(angle);
      const midX = x + size * 0.45 * random.normal();
      const midY = y + size * 0.45 * random.normal();
      const reach = random.between(0.4, 0.9);
      stampCapsule(
        stamp,
        midX - dx * reach,
        midY - dy * reach,
        midX + dx * reach,
        midY + dy * reach,
        0.7 * pixel,
        0.6 * pixel,
        1.1,
        0.9,
      );
    }
  }
}
