import { cosine, sine } from "../noise/exact-math.ts";
import type { Random } from "../noise/random.ts";
import { paintSpot } from "./brush.ts";
import { ramp, type Canvas } from "./canvas.ts";
import { clouds } from "./value-noise.ts";

interface Circle {
  u: number;
  v: number;
  radius: number;
}

/** Draws the lesion's shape: circles of unequal size that melt into each other, then bent by noise. */
export function drawBlobOutline(canvas: Canvas): { satellites: Float32Array | undefined } {
  const { outline } = canvas.parameters;
  const random = canvas.random("lesion", "outline");
  const circles = scaleTo(createCircles(random, canvas), outline.diameter);
  const seed = canvas.seed("lesion", "border");
  const bend = 0.16 * outline.irregularity * outline.diameter;
  const rough = 0.02 * outline.irregularity + 0.003;
  const turn = random.between(0, 2 * Math.PI);
  const [turnCos, turnSin] = [cosine(turn), sine(turn)];
  const { u, v, inside, lesion } = canvas;
  const frequency = 3.2 / outline.diameter;
  for (let index = 0; index < inside.length; index++) {
    const reach = melt(circles, u[index], v[index]);
    if (reach < -0.35) {
      inside[index] = reach;
      continue;
    }
    const coarse = clouds(u[index] * frequency, v[index] * frequency, seed, 2);
    const fine = clouds(u[index] * 24, v[index] * 24, seed + 9, 2);
    inside[index] = reach + bend * coarse + rough * fine;
    const side = (u[index] * turnCos + v[index] * turnSin) / outline.diameter;
    const soft = outline.softness * Math.max(0.2, 1 + 1.6 * outline.softnessVariation * side);
    lesion[index] = ramp(-soft, soft, inside[index] + 0.5 * soft * fine);
  }
  return { satellites: outline.satellites > 0 ? drawSatellites(canvas) : undefined };
}

function createCircles(random: Random, canvas: Canvas): Circle[] {
  const { outline } = canvas.parameters;
  const count = random.integer(4, 6) + Math.round(4 * outline.irregularity);
  const circles: Circle[] = [{ u: 0, v: 0, radius: 0.36 }];
  for (let circle = 0; circle < count; circle++) {
    const angle = ((circle + random.next()) / count) * 2 * Math.PI;
    const reach = random.between(0.12, 0.2 + 0.12 * outline.irregularity);
    const [cos, sin] = [cosine(angle), sine(angle)];
    const lean = 1 + (cos > 0 ? 0.7 : -0.4) * outline.asymmetryMinor + (sin > 0 ? 0.6 : -0.4) * outline.asymmetryMajor;
    const radius = random.between(0.16, 0.28) * Math.max(0.4, lean);
    circles.push({ u: reach * cos * lean, v: reach * sin * outline.aspect * lean, radius: radius * outline.aspect });
  }
  circles[0].radius *= outline.aspect;
  return circles;
}

/** Smooth union of the circles: distance to its border, positive inside (polynomial smooth minimum). */
function melt(circles: readonly Circle[], u: number, v: number): number {
  const blend = 0.07;
  let reach = -9;
  for (const circle of circles) {
    const du = u - circle.u;
    const dv = v - circle.v;
    const next = circle.radius - Math.sqrt(du * du + dv * dv);
    const h = blend - Math.abs(next - reach);
    reach = (next > reach ? next : reach) + (h > 0 ? (h * h) / (4 * blend) : 0);
  }
  return reach;
}

/** Moves and scales the circles so that the longest of 16 extents is `diameter`, the middle at 0. */
function scaleTo(circles: readonly Circle[], diameter: number): Circle[] {
  let longest = 0;
  for (let turn = 0; turn < 16; turn++) {
    const [low, high] = extent(circles, cosine((turn * Math.PI) / 16), sine((turn * Math.PI) / 16));
    longest = Math.max(longest, high - low);
  }
  const [left, right] = extent(circles, 1, 0);
  const [top, bottom] = extent(circles, 0, 1);
  const scale = diameter / longest;
  return circles.map(({ u, v, radius }) => ({
    u: (u - (left + right) / 2) * scale,
    v: (v - (top + bottom) / 2) * scale,
    radius: radius * scale,
  }));
}

function extent(circles: readonly Circle[], cos: number, sin: number): [number, number] {
  const along = circles.map(({ u, v, radius }) => [u * cos + v * sin - radius, u * cos + v * sin + radius]);
  return [Math.min(...along.map(([low]) => low)), Math.max(...along.map(([, high]) => high))];
}

function drawSatellites(canvas: Canvas): Float32Array {
  const random = canvas.random("lesion", "satellites");
  const plane = canvas.take();
  const { outline } = canvas.parameters;
  for (let spot = 0; spot < outline.satellites; spot++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = outline.diameter * random.between(0.6, 0.75);
    paintSpot(canvas, plane, reach * cosine(angle), reach * sine(angle), random.between(2, 6), 0.9);
  }
  return plane;
}
