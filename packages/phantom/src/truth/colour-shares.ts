import { colourNames, type ColourName } from "../parameters/names.ts";
import { encodeSrgb, toLab } from "./colour-space.ts";

/**
 * L*a*b* of the six colours of the ABCD rule under a neutral light, and of light and dark skin (which count as no
 * colour of the lesion). Chosen on the pigment model: melanin 0.9, 2.4 and 5, blood 1.4, haze 0.3, deep melanin 0.9.
 */
const references: readonly (readonly [ColourName | "skin", number, number, number])[] = [
  ["skin", 80, 12, 16],
  ["skin", 70, 13, 20],
  ["light_brown", 62, 17, 32],
  ["light_brown", 54, 18, 32],
  ["dark_brown", 40, 19, 29],
  ["dark_brown", 30, 16, 22],
  ["black", 13, 6, 8],
  ["black", 8, 2, 2],
  ["red", 55, 38, 14],
  ["red", 38, 44, 16],
  ["white", 86, 3, 5],
  ["blue_grey", 46, 2, -6],
  ["blue_grey", 34, 4, -8],
  ["blue_grey", 58, 3, -2],
];

const encodeSteps = 1024;
const encoded = Float32Array.from({ length: encodeSteps + 1 }, (_, step) => 255 * encodeSrgb(step / encodeSteps));

function level(light: number): number {
  return encoded[((light < 0 ? 0 : light > 1 ? 1 : light) * encodeSteps + 0.5) | 0];
}

/**
 * Share of the lesion's visible area in each colour (every fourth pixel, nearest reference in L*a*b*). What lies
 * under hair, ruler or corner does not count; the shares sum to 1 less what looks like skin.
 */
export function measureColours(
  neutral: readonly [Float32Array, Float32Array, Float32Array],
  lesion: Uint8Array,
  hidden: Uint8Array,
  width: number,
): Record<ColourName, number> {
  const counts: Record<string, number> = {};
  const lab = new Float64Array(3);
  const [red, green, blue] = neutral;
  let total = 0;
  for (let index = 0; index < lesion.length; index++) {
    if (!lesion[index] || hidden[index]) continue;
    if ((index % width) % 2 !== 0 || Math.floor(index / width) % 2 !== 0) continue;
    toLab(level(red[index]), level(green[index]), level(blue[index]), lab, 0);
    let best = "skin";
    let least = Infinity;
    for (const [name, l, a, b] of references) {
      const difference = (lab[0] - l) ** 2 + (lab[1] - a) ** 2 + (lab[2] - b) ** 2;
      if (difference >= least) continue;
      least = difference;
      best = name;
    }
    counts[best] = (counts[best] ?? 0) + 1;
    total++;
  }
  return Object.fromEntries(colourNames.map((name) => [name, total === 0 ? 0 : (counts[name] ?? 0) / total])) as Record<
    ColourName,
    number
  >;
}
