import { cosine, sine } from "../noise/exact-math.ts";
import type { Random } from "../noise/random.ts";
import { paintCurve } from "./brush.ts";
import { addLayer, type Canvas } from "./canvas.ts";

/** Arborising vessels of style B: curves that fork in two at their ends. */
export function drawBranches(canvas: Canvas): void {
  const amount = canvas.parameters.structures.arborising_vessels;
  const random = canvas.random("lesion", "arborising_vessels");
  const half = (canvas.parameters.outline.diameter / 2) * canvas.scale;
  const plane = canvas.take();
  const trees = Math.round(1 + 3 * amount);
  for (let tree = 0; tree < trees; tree++) {
    const angle = random.between(0, 2 * Math.PI);
    const reach = half * random.between(0.7, 1.05);
    const x = canvas.centreX + reach * cosine(angle);
    const y = canvas.centreY + reach * sine(angle);
    const thick = random.between(1.3, 2) * (canvas.scale / 240);
    fork(canvas, plane, random, x, y, angle + Math.PI + random.between(-0.5, 0.5), half * 0.55, thick, 0);
  }
  addLayer(canvas, "arborising_vessels", plane, [43, 47, 22]);
}

function fork(
  canvas: Canvas,
  plane: Float32Array,
  random: Random,
  x: number,
  y: number,
  heading: number,
  length: number,
  thick: number,
  depth: number,
): void {
  const bend = random.between(-0.35, 0.35);
  const middle: [number, number] = [x + 0.5 * length * cosine(heading), y + 0.5 * length * sine(heading)];
  const end: [number, number] = [
    middle[0] + 0.5 * length * cosine(heading + bend),
    middle[1] + 0.5 * length * sine(heading + bend),
  ];
  paintCurve(canvas, plane, [x, y], middle, end, thick, thick * 0.7, 0.9);
  if (depth === 3 || thick < 0.3) return;
  for (const side of [-1, 1]) {
    const turn = heading + bend + side * random.between(0.25, 0.75);
    const share = random.between(0.5, 0.8);
    fork(canvas, plane, random, end[0], end[1], turn, length * share, thick * 0.68, depth + 1);
  }
}
