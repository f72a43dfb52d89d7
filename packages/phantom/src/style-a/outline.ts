import { arctangent, cosine, sine } from "../noise/exact-math.ts";
import { createRandom, type Random } from "../noise/random.ts";
import { createNoise2D } from "simplex-noise";
import { enlarge, noiseField, smoothstep } from "./field.ts";
import { toX, toY, type Bounds, type Scene } from "./scene.ts";
import { stampEllipse } from "./splat.ts";

const sectors = 512;
const step = 4;

/** Radius and softness of the border by direction: Fourier series k = 1..9 with amplitudes falling as 1 / k. */
interface Border {
  radius: Float64Array;
  softness: Float64Array;
}

function createBorder(scene: Scene, random: Random): Border {
  const { outline } = scene.parameters;
  const radius = new Float64Array(sectors + 1).fill(1);
  const softness = new Float64Array(sectors + 1);
  for (let k = 1; k <= 9; k++) {
    const amplitude = ((k < 3 ? 0.16 : 0.3) * outline.irregularity * random.between(0.35, 1)) / k;
    const phase = random.between(0, 2 * Math.PI);
    for (let sector = 0; sector <= sectors; sector++) {
      radius[sector] += amplitude * cosine((k * sector * 2 * Math.PI) / sectors + phase);
    }
  }
  const direction = random.between(0, 2 * Math.PI);
  const second = random.between(0, 2 * Math.PI);
  for (let sector = 0; sector <= sectors; sector++) {
    const angle = (sector * 2 * Math.PI) / sectors;
    const wave = 0.65 * cosine(angle - direction) + 0.35 * cosine(2 * angle - second);
    softness[sector] = outline.softness * Math.max(0.15, 1 + 0.95 * outline.softnessVariation * wave);
  }
  return { radius, softness };
}

/** Fills `lesion` (coverage) and `inside` (signed distance, lesion units), and draws detached satellites. */
export function drawOutline(scene: Scene): { satellites: Float32Array | undefined } {
  const { outline, seeds } = scene.parameters;
  const random = createRandom(seeds.lesion, "outline");
  const border = createBorder(scene, random);
  const coarse = createNoise2D(random.next);
  const half = outline.diameter / 2;
  const columns = Math.ceil(scene.width / step) + 2;
  const rows = Math.ceil(scene.height / step) + 2;
  const distance = new Float32Array(columns * rows);
  const softness = new Float32Array(columns * rows);
  const angle = random.between(0, Math.PI);
  fillDistance(scene, border, coarse, half, angle, columns, rows, distance, softness);
  enlarge(distance, columns, scene.inside, scene.width, scene.height, step);
  const width = scene.take();
  enlarge(softness, columns, width, scene.width, scene.height, step);
  const rag = noiseField(scene, random, { frequency: random.between(7, 15), octaves: 3, gain: 0.6, step: 2 });
  const roughness = 0.004 + 0.017 * outline.irregularity;
  const { inside, lesion } = scene;
  for (let index = 0; index < lesion.length; index++) {
    const soft = width[index];
    const d = inside[index] + rag[index] * (roughness * 0.6 + soft * 0.5);
    lesion[index] = smoothstep(-soft, soft, d);
  }
  const satellites = outline.satellites > 0 ? drawSatellites(scene, half) : undefined;
  scene.bounds = boundsOf(scene, satellites);
  return { satellites };
}

function boundsOf({ lesion, width, height }: Scene, satellites: Float32Array | undefined): Bounds {
  const bounds = { left: width, right: -1, top: height, bottom: -1 };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      if (lesion[index] <= 0 && !(satellites && satellites[index] > 0)) continue;
      if (x < bounds.left) bounds.left = x;
      if (x > bounds.right) bounds.right = x;
      if (y < bounds.top) bounds.top = y;
      bounds.bottom = y;
    }
  }
  return bounds;
}

function fillDistance(
  scene: Scene,
  border: Border,
  coarse: (x: number, y: number) => number,
  half: number,
  angle: number,
  columns: number,
  rows: number,
  distance: Float32Array,
  softness: Float32Array,
): void {
  const { outline } = scene.parameters;
  const cos = cosine(angle);
  const sin = sine(angle);
  const bump = 0.18 * outline.irregularity * half;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const dx = (column * step - scene.centreX) / scene.scale;
      const dy = (row * step - scene.centreY) / scene.scale;
      const u = scene.cos * dx + scene.sin * dy;
      const v = scene.cos * dy - scene.sin * dx;
      let a = cos * u + sin * v;
      let b = cos * v - sin * u;
      // Each half is stretched or squeezed on its own: what "asymmetric along an axis" means.
      a /= 1 + (a > 0 ? 0.38 : -0.38) * outline.asymmetryMinor;
      b /= outline.aspect * (1 + (b > 0 ? 0.42 : -0.42) * outline.asymmetryMajor * (1 + (0.6 * a) / half));
      const at = ((arctangent(b, a) / (2 * Math.PI) + 1) % 1) * sectors;
      const sector = Math.floor(at);
      const fraction = at - sector;
      const edge = border.radius[sector] + fraction * (border.radius[sector + 1] - border.radius[sector]);
      const soft = border.softness[sector] + fraction * (border.softness[sector + 1] - border.softness[sector]);
      const frequency = 2.2 / half;
      const warp = coarse(u * frequency, v * frequency) + 0.45 * coarse(u * frequency * 2.3 + 9, v * frequency * 2.3);
      const index = row * columns + column;
      distance[index] = (edge * half - Math.sqrt(a * a + b * b)) * (0.75 + 0.25 * outline.aspect) + bump * warp;
      softness[index] = soft;
    }
  }
}

function drawSatellites(scene: Scene, half: number): Float32Array {
  const { outline, seeds } = scene.parameters;
  const random = createRandom(seeds.lesion, "satellites");
  const plane = scene.take();
  const stamp = { plane, width: scene.width, height: scene.height };
  for (let spot = 0; spot < outline.satellites; spot++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * random.between(1.15, 1.5);
    const u = reach * cosine(angle);
    const v = reach * sine(angle);
    const radius = random.between(2, 6.5) * scene.unit;
    stampEllipse(
      stamp,
      toX(scene, u, v),
      toY(scene, u, v),
      radius,
      radius * random.between(0.55, 1),
      cosine(angle),
      sine(angle),
      radius * 0.7,
      random.between(0.7, 1),
    );
  }
  return plane;
}
