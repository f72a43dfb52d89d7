import { cosine, sine } from "../noise/exact-math.ts";
import { addLayer, ramp, type Canvas } from "./canvas.ts";
import { regionOf } from "./regions.ts";
import { clouds } from "./value-noise.ts";

/** 0 at whole numbers, 1 half-way: a smooth wave without a sine. */
function wave(x: number): number {
  const t = x - Math.floor(x);
  const up = t < 0.5 ? 2 * t : 2 - 2 * t;
  return up * up * (3 - 2 * up);
}

/** Three plane waves at 60 degrees, bent by noise: a mesh whose lines are near 0 and whose holes are near 1. */
function meshOf(canvas: Canvas, name: string, period: number, bend: number, where: Float32Array): Float32Array {
  const random = canvas.random("lesion", name);
  const seed = canvas.seed("lesion", name);
  const turn = random.between(0, Math.PI);
  const waves = Float64Array.from({ length: 9 }, (_, at) => {
    const angle = turn + (Math.floor(at / 3) * Math.PI) / 3;
    return at % 3 === 0 ? cosine(angle) / period : at % 3 === 1 ? sine(angle) / period : random.next();
  });
  const mesh = canvas.take();
  for (let index = 0; index < mesh.length; index++) {
    if (where[index] <= 0) continue;
    const u = canvas.u[index] + bend * clouds(canvas.u[index] * 11, canvas.v[index] * 11, seed, 2);
    const v = canvas.v[index] + bend * clouds(canvas.u[index] * 11 + 40, canvas.v[index] * 11, seed, 2);
    let sum = 0;
    for (let at = 0; at < 9; at += 3) sum += wave(u * waves[at] + v * waves[at + 1] + waves[at + 2]);
    mesh[index] = ramp(0.55, 1.9, sum);
  }
  return mesh;
}

/** Pigment network of style B: dark lines of a bent mesh; the atypical one is wide, uneven and patchy. */
export function drawMesh(canvas: Canvas, name: "network_typical" | "network_atypical"): void {
  const amount = canvas.parameters.structures[name];
  const atypical = name === "network_atypical";
  const random = canvas.random("lesion", `${name} size`);
  const period = (atypical ? random.between(8.5, 12) : random.between(5.5, 7.5)) / 240;
  const region = regionOf(canvas, `${name} region`, {
    share: (atypical ? 0.35 : 0.5) + 0.4 * amount,
    size: atypical ? 0.4 : 0.8,
    soft: 0.25,
  });
  const lines = meshOf(canvas, name, period, atypical ? 0.022 : 0.01, region);
  const seed = canvas.seed("lesion", `${name} weight`);
  for (let index = 0; index < lines.length; index++) {
    if (region[index] <= 0) continue;
    const weight = atypical ? 1 + 0.9 * clouds(canvas.u[index] * 8, canvas.v[index] * 8, seed, 2) : 1;
    lines[index] = region[index] * Math.min(1.5, Math.max(0, weight)) * (1 - lines[index] - 0.35);
  }
  const depth = (atypical ? 24 : 17) * (0.5 + 0.6 * amount);
  addLayer(canvas, name, lines, [-depth, 1.5, -4], { mode: "shift" });
}

/** Negative network: light lines between dark islands. */
export function drawLightMesh(canvas: Canvas): void {
  const amount = canvas.parameters.structures.negative_network;
  const random = canvas.random("lesion", "negative size");
  const region = regionOf(canvas, "negative region", { share: 0.35 + 0.5 * amount, size: 0.55, soft: 0.25 });
  const lines = meshOf(canvas, "negative_network", random.between(9, 13) / 240, 0.017, region);
  for (let index = 0; index < lines.length; index++) {
    if (region[index] > 0) lines[index] = region[index] * (1 - lines[index] - 0.5);
  }
  addLayer(canvas, "negative_network", lines, [22 + 22 * amount, -4, -6], { mode: "shift" });
}
