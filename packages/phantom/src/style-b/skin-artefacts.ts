import { cosine, sine } from "../noise/exact-math.ts";
import { paintCurve, paintDisc } from "./brush.ts";
import { addLayer, type Canvas, type Lab } from "./canvas.ts";

const top = { onTop: true } as const;
const hairs: readonly Lab[] = [
  [10, 3, 4],
  [18, 7, 10],
  [30, 10, 18],
  [52, 9, 26],
];

/** Hair of style B: quadratic curves, all roughly one way. */
export function drawCurls(canvas: Canvas, name: "hair_thin" | "hair_thick"): void {
  const amount = canvas.parameters.artefacts[name];
  const thick = name === "hair_thick";
  const random = canvas.random("view", name);
  const plane = canvas.take();
  const count = Math.round((thick ? 4 : 8) + (thick ? 20 : 32) * amount);
  const main = random.between(0, 2 * Math.PI);
  for (let hair = 0; hair < count; hair++) {
    const length = canvas.height * random.between(0.25, 0.9);
    const heading = main + 0.5 * random.normal();
    const bend = random.between(-0.9, 0.9);
    const x = random.between(-0.1, 1.1) * canvas.width;
    const y = random.between(-0.1, 1.1) * canvas.height;
    const middle: [number, number] = [x + 0.5 * length * cosine(heading), y + 0.5 * length * sine(heading)];
    const end: [number, number] = [
      middle[0] + 0.5 * length * cosine(heading + bend),
      middle[1] + 0.5 * length * sine(heading + bend),
    ];
    const radius = (thick ? random.between(0.95, 1.5) : random.between(0.4, 0.6)) * canvas.pixel;
    paintCurve(canvas, plane, [x, y], middle, end, radius, radius * 0.5, thick ? 0.95 : 0.6);
  }
  addLayer(canvas, name, plane, thick ? hairs[random.integer(0, 2)] : random.pick(hairs), top);
}

/** The ruler of style B: free ticks without a base line, every tenth long. */
export function drawTicks(canvas: Canvas): void {
  const random = canvas.random("view", "ruler");
  const plane = canvas.take();
  const below = random.chance(0.5);
  const spacing = random.between(4, 7) * canvas.pixel;
  const line = (below ? canvas.height : canvas.width) * random.between(0.82, 0.94);
  const length = (below ? canvas.width : canvas.height) * random.between(0.5, 0.95);
  const start = ((below ? canvas.width : canvas.height) - length) / 2;
  const radius = random.between(0.45, 0.65) * canvas.pixel;
  for (let tick = 0; tick * spacing <= length; tick++) {
    const size = (tick % 10 === 0 ? 11 : tick % 5 === 0 ? 8 : 5) * canvas.pixel;
    for (let at = 0; at <= size; at += 0.8) {
      const x = below ? start + tick * spacing : line - at;
      const y = below ? line - at : start + tick * spacing;
      paintDisc(canvas, plane, x, y, Math.max(0.15, radius - 0.35), 0.6, 0.9);
    }
  }
  addLayer(canvas, "ruler", plane, [12, 0, -1], top);
}

const inks: readonly Lab[] = [
  [30, 26, -46],
  [34, 8, -36],
  [28, 38, -38],
];

/** Ink of style B: four short strokes round the lesion, or crosses. */
export function drawMarks(canvas: Canvas): void {
  const amount = canvas.parameters.artefacts.ink;
  const random = canvas.random("view", "ink");
  const plane = canvas.take();
  const marks = 3 + Math.round(4 * amount);
  const radius = canvas.height * random.between(0.36, 0.46);
  const first = random.between(0, 2 * Math.PI);
  const crossed = random.chance(0.4);
  for (let mark = 0; mark < marks; mark++) {
    const angle = first + (mark / marks) * 2 * Math.PI + random.between(-0.2, 0.2);
    const x = canvas.width / 2 + radius * 1.15 * cosine(angle);
    const y = canvas.height / 2 + radius * sine(angle);
    const size = canvas.height * random.between(0.05, 0.1);
    const thick = random.between(1.6, 3) * canvas.pixel;
    for (const turn of crossed ? [0.8, 2.4] : [Math.PI / 2]) {
      const [dx, dy] = [size * cosine(angle + turn), size * sine(angle + turn)];
      const bow: [number, number] = [x + random.normal() * 2, y + random.normal() * 2];
      paintCurve(canvas, plane, [x - dx, y - dy], bow, [x + dx, y + dy], thick, thick * 0.8, 0.8);
    }
  }
  addLayer(canvas, "ink", plane, random.pick(inks), top);
}
