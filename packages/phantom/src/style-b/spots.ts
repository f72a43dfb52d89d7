import { cosine, sine } from "../noise/exact-math.ts";
import type { StructureName } from "../parameters/names.ts";
import { paintSpot, planeAt } from "./brush.ts";
import { addLayer, type Canvas, type Lab } from "./canvas.ts";

interface Spots {
  /** Number at amount 0 and 1 in a lesion of diameter 0.6. */
  count: readonly [number, number];
  /** Radius in 1/240 of a lesion unit. */
  radius: readonly [number, number];
  colour: Lab;
  /** Spots of one clump; 1 scatters them evenly. */
  clump: number;
  /** Reaches from the middle (0) or keeps to the rim (above 0), as share of the radius. */
  from: number;
}

/** Structures of style B that are round spots. */
export const spots = {
  globules: { count: [18, 90], radius: [2, 3.8], colour: [27, 15, 18], clump: 5, from: 0 },
  dots: { count: [25, 130], radius: [0.8, 1.5], colour: [14, 6, 7], clump: 1, from: 0.3 },
  milia_like_cysts: { count: [8, 50], radius: [1.2, 3], colour: [88, 4, 12], clump: 1, from: 0 },
  comedo_like_openings: { count: [6, 34], radius: [2, 4.4], colour: [17, 10, 12], clump: 2, from: 0 },
  dotted_vessels: { count: [30, 150], radius: [0.9, 1.6], colour: [40, 48, 22], clump: 9, from: 0 },
} as const satisfies Partial<Record<StructureName, Spots>>;

/** Draws one of the structures that are round spots. */
export function drawSpots(canvas: Canvas, name: keyof typeof spots): void {
  const { count, radius, colour, clump, from }: Spots = spots[name];
  const amount = canvas.parameters.structures[name];
  const random = canvas.random("lesion", name);
  const half = canvas.parameters.outline.diameter / 2;
  const plane = canvas.take();
  const number = Math.round((count[0] + (count[1] - count[0]) * amount) * Math.min(2.5, (half / 0.3) * (half / 0.3)));
  let [clumpU, clumpV] = [0, 0];
  for (let spot = 0; spot < number; spot++) {
    if (spot % clump === 0) {
      const angle = random.between(0, 2 * Math.PI);
      const reach = half * Math.sqrt(from * from + (1.05 - from * from) * random.next());
      clumpU = reach * cosine(angle);
      clumpV = reach * sine(angle);
    }
    const spread = clump === 1 ? 0 : half * 0.16;
    const u = clumpU + spread * random.normal();
    const v = clumpV + spread * random.normal();
    const size = radius[0] + (radius[1] - radius[0]) * random.next() * random.next();
    const strength = random.between(0.65, 0.95);
    if (planeAt(canvas, canvas.lesion, u, v) > 0.45) paintSpot(canvas, plane, u, v, size, strength);
  }
  addLayer(canvas, name, plane, colour);
}
