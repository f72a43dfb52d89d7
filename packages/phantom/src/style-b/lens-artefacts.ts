import { cosine, sine } from "../noise/exact-math.ts";
import { paintDisc } from "./brush.ts";
import { addLayer, ramp, type Canvas, type Lab } from "./canvas.ts";
import { clouds, latticeValue } from "./value-noise.ts";

const top = { onTop: true } as const;

/** Gel bubbles of style B: whole bright rings. */
export function drawRings(canvas: Canvas): void {
  const amount = canvas.parameters.artefacts.gel_bubbles;
  const random = canvas.random("view", "gel_bubbles");
  const discs = canvas.take();
  const holes = canvas.take();
  const count = Math.round(10 + 60 * amount);
  for (let bubble = 0; bubble < count; bubble++) {
    const [x, y] = [random.next() * canvas.width, random.next() * canvas.height];
    const radius = (random.chance(0.1) ? random.between(5, 10) : random.between(1.6, 3.6)) * canvas.pixel;
    paintDisc(canvas, discs, x, y, radius, 0.7, 0.75);
    paintDisc(canvas, holes, x, y, radius * 0.72 - 0.3, 0.7, 1);
  }
  for (let index = 0; index < discs.length; index++) discs[index] *= 1 - holes[index];
  addLayer(canvas, "gel_bubbles", discs, [92, 0, 2], top);
}

const labels: readonly Lab[] = [
  [38, 10, -48],
  [52, -42, 24],
  [72, 22, 66],
  [46, 58, 36],
];

/** A sticker of style B: a straight coloured label reaching in from a corner. */
export function drawLabel(canvas: Canvas): void {
  const amount = canvas.parameters.artefacts.sticker;
  const random = canvas.random("view", "sticker");
  const plane = canvas.take();
  const angle = random.between(0.5, 1.1) + random.integer(0, 3) * (Math.PI / 2);
  const [cos, sin] = [cosine(angle), sine(angle)];
  const reach = (Math.abs(cos) * canvas.width + Math.abs(sin) * canvas.height) / 2;
  const edge = reach - canvas.height * (0.12 + 0.25 * amount);
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++) {
      const along = (x - canvas.width / 2) * cos + (y - canvas.height / 2) * sin;
      if (along > edge - 1) plane[y * canvas.width + x] = 0.96 * ramp(edge - 1, edge + 1, along);
    }
  }
  addLayer(canvas, "sticker", plane, random.pick(labels), top);
}

/** Black corners of style B: a rounded square aperture. */
export function drawAperture(canvas: Canvas): void {
  const amount = canvas.parameters.artefacts.black_corner;
  const random = canvas.random("view", "black_corner");
  const plane = canvas.take();
  const radius = 1.06 - 0.16 * amount;
  const soft = random.between(0.01, 0.04);
  for (let y = 0; y < canvas.height; y++) {
    const dy = (2 * (y + 0.5)) / canvas.height - 1;
    for (let x = 0; x < canvas.width; x++) {
      const dx = (2 * (x + 0.5)) / canvas.width - 1;
      const distance = Math.sqrt(Math.sqrt(dx * dx * dx * dx + dy * dy * dy * dy));
      if (distance > radius - soft) plane[y * canvas.width + x] = ramp(radius - soft, radius + soft, distance);
    }
  }
  addLayer(canvas, "black_corner", plane, [2, 0, 0], top);
}

/** Flash reflections of style B: cloudy white patches, broken into grains. */
export function drawGlare(canvas: Canvas): void {
  const amount = canvas.parameters.artefacts.flash_reflection;
  const seed = canvas.seed("view", "flash_reflection");
  const plane = canvas.take();
  const cut = 0.7 - 0.4 * amount;
  for (let index = 0; index < plane.length; index++) {
    const patch = ramp(cut, cut + 0.35, clouds(canvas.u[index] * 3, canvas.v[index] * 3, seed, 2));
    if (patch <= 0) continue;
    const grain = latticeValue((index % canvas.width) >> 1, ((index / canvas.width) | 0) >> 1, seed);
    plane[index] = patch * (grain > 0.6 ? 0.9 : 0.3);
  }
  addLayer(canvas, "flash_reflection", plane, [97, 0, 3], top);
}
