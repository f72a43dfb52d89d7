import { arctangent, cosine, sine } from "../noise/exact-math.ts";
import { createRandom, type Random } from "../noise/random.ts";
import { createNoise2D } from "simplex-noise";
import { noiseField, smoothstep } from "./field.ts";
import { addOverlay, type LinearColour } from "./overlay.ts";
import type { Overlay, Scene } from "./scene.ts";

/**
 * Gel bubbles: mostly 1 to 3 px, each a partial bright rim with a dark counterpart; now and then a large one, or the
 * wandering edge of the gel's film.
 */
export function drawGelBubbles(scene: Scene): void {
  const amount = scene.parameters.artefacts.gel_bubbles;
  const random = createRandom(scene.parameters.seeds.view, "gel_bubbles");
  const overlay = addOverlay(scene, "gel_bubbles");
  const pixel = scene.height / 240;
  const clusters = random.integer(2, 5);
  const centres = Array.from({ length: clusters }, () => [random.next() * scene.width, random.next() * scene.height]);
  const count = Math.round(8 + 70 * amount);
  const large = Math.round(random.between(0, 4) * amount);
  if (random.chance(0.35)) drawFilmEdge(scene, overlay, random);
  for (let bubble = 0; bubble < count + large; bubble++) {
    const near = centres[random.integer(0, clusters - 1)];
    const loose = random.chance(0.4);
    const x = loose ? random.next() * scene.width : near[0] + random.normal() * 0.12 * scene.height;
    const y = loose ? random.next() * scene.height : near[1] + random.normal() * 0.12 * scene.height;
    const radius = (bubble < count ? random.between(1.1, 3.2) : random.between(4.5, 11)) * pixel;
    drawBubble(scene, overlay, random, x, y, radius, pixel);
  }
}

function drawFilmEdge(scene: Scene, overlay: Overlay, random: Random): void {
  const film = noiseField(scene, random, { frequency: random.between(1.1, 2.2), octaves: 3, gain: 0.4, step: 4 });
  const level = random.between(-0.3, 0.3);
  const width = random.between(0.02, 0.04);
  for (let index = 0; index < film.length; index++) {
    const away = (film[index] - level) / width;
    if (away < -1 || away > 2) continue;
    const alpha = away < 0 ? 0.3 * (1 + away) : 0.3 * (1 - away / 2);
    overlay.alpha[index] = alpha;
    overlay.red[index] = alpha * 0.85;
    overlay.green[index] = alpha * 0.83;
    overlay.blue[index] = alpha * 0.82;
  }
}

function drawBubble(
  scene: Scene,
  overlay: Overlay,
  random: Random,
  x: number,
  y: number,
  radius: number,
  pixel: number,
): void {
  const light = random.between(-2.7, -1.9);
  const width = Math.max(0.75, radius * 0.16) * Math.min(1.3, pixel);
  const strength = random.between(0.45, 0.9);
  const reach = radius + width * 2;
  const left = Math.max(0, Math.floor(x - reach));
  const right = Math.min(scene.width - 1, Math.ceil(x + reach));
  const top = Math.max(0, Math.floor(y - reach));
  const bottom = Math.min(scene.height - 1, Math.ceil(y + reach));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const dx = column + 0.5 - x;
      const dy = row + 0.5 - y;
      const rim = 1 - Math.abs(Math.sqrt(dx * dx + dy * dy) - radius) / (width * 1.4);
      if (rim <= 0) continue;
      const facing = cosine(arctangent(dy, dx) - light);
      const alpha = strength * rim * (facing > 0 ? facing : -facing * 0.45);
      const index = row * scene.width + column;
      if (alpha <= overlay.alpha[index]) continue;
      const tone = facing > 0 ? 0.9 : 0.06;
      overlay.alpha[index] = alpha;
      overlay.red[index] = alpha * tone;
      overlay.green[index] = alpha * tone;
      overlay.blue[index] = alpha * tone;
    }
  }
}

const stickers: readonly LinearColour[] = [
  [0.02, 0.12, 0.5],
  [0.03, 0.35, 0.12],
  [0.75, 0.36, 0.02],
  [0.8, 0.62, 0.05],
  [0.6, 0.05, 0.06],
  [0.05, 0.4, 0.55],
];

/** A coloured round sticker reaching into the frame from an edge, its fabric showing. */
export function drawSticker(scene: Scene): void {
  const amount = scene.parameters.artefacts.sticker;
  const random = createRandom(scene.parameters.seeds.view, "sticker");
  const overlay = addOverlay(scene, "sticker");
  const angle = random.between(0, 2 * Math.PI);
  const radius = scene.height * random.between(0.3, 0.5);
  const shown = scene.height * (0.05 + 0.16 * amount);
  const edgeX = (scene.width / 2) * Math.max(-1, Math.min(1, 1.5 * cosine(angle)));
  const edgeY = (scene.height / 2) * Math.max(-1, Math.min(1, 1.5 * sine(angle)));
  const norm = Math.sqrt(edgeX * edgeX + edgeY * edgeY);
  const x = scene.width / 2 + (edgeX * (norm + radius - shown)) / norm;
  const y = scene.height / 2 + (edgeY * (norm + radius - shown)) / norm;
  const tone = random.pick(stickers);
  const weave = createNoise2D(random.next);
  for (let row = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++) {
      const dx = column - x;
      const dy = row - y;
      const depth = radius - Math.sqrt(dx * dx + dy * dy);
      if (depth < -1) continue;
      const alpha = Math.min(1, (depth + 1) / 2) * 0.97;
      const light = 1 + 0.12 * weave(column * 0.5, row * 0.5) + (depth < 4 ? -0.15 : 0);
      const index = row * scene.width + column;
      overlay.alpha[index] = alpha;
      overlay.red[index] = alpha * tone[0] * light;
      overlay.green[index] = alpha * tone[1] * light;
      overlay.blue[index] = alpha * tone[2] * light;
    }
  }
}

/** The round aperture of a dermatoscope: dark corners, or a whole ring where it is small. */
export function drawBlackCorner(scene: Scene): void {
  const amount = scene.parameters.artefacts.black_corner;
  const random = createRandom(scene.parameters.seeds.view, "black_corner");
  const { alpha, red, green, blue } = addOverlay(scene, "black_corner");
  const diagonal = Math.sqrt(scene.width * scene.width + scene.height * scene.height) / 2;
  const radius = diagonal * (0.98 - 0.32 * amount);
  const x = scene.width / 2 + random.normal() * 0.02 * scene.width;
  const y = scene.height / 2 + random.normal() * 0.02 * scene.height;
  const soft = scene.height * random.between(0.006, 0.06);
  const black = random.between(0.001, 0.012);
  for (let row = 0; row < scene.height; row++) {
    for (let column = 0; column < scene.width; column++) {
      const dx = column - x;
      const dy = row - y;
      const squared = dx * dx + dy * dy;
      if (squared < (radius - soft) * (radius - soft)) continue;
      const index = row * scene.width + column;
      const a = smoothstep(-soft, soft, Math.sqrt(squared) - radius);
      alpha[index] = a;
      red[index] = a * black;
      green[index] = a * black;
      blue[index] = a * black * 1.1;
    }
  }
}

/** Reflections of the flash: a glare patch broken up by the skin's relief, and small sparks. */
export function drawFlashReflection(scene: Scene): void {
  const amount = scene.parameters.artefacts.flash_reflection;
  const random = createRandom(scene.parameters.seeds.view, "flash_reflection");
  const { alpha, red, green, blue } = addOverlay(scene, "flash_reflection");
  const wide = noiseField(scene, random, { frequency: random.between(1.6, 3), octaves: 2, step: 8 });
  const sparks = noiseField(scene, random, {
    frequency: random.between(15, 30),
    octaves: 2,
    gain: 0.7,
    step: 1,
    stretch: random.between(1.3, 2.5),
  });
  const cut = 0.85 - 0.45 * amount;
  for (let index = 0; index < alpha.length; index++) {
    const glare = smoothstep(cut - 0.25, cut + 0.3, wide[index]);
    if (glare <= 0.01) continue;
    const a = Math.min(0.95, glare * (0.15 + 0.8 * smoothstep(0.1, 0.9, sparks[index])));
    alpha[index] = a;
    red[index] = a * 0.98;
    green[index] = a * 0.97;
    blue[index] = a * 0.95;
  }
}
