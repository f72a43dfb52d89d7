import { power } from "../noise/exact-math.ts";

const labSteps = 4096;

/** sRGB transfer curve: linear 0..1 to encoded 0..1 (IEC 61966-2-1). */
export function encodeSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * power(linear, 1 / 2.4) - 0.055;
}

/** Inverse of `encodeSrgb`. */
export function decodeSrgb(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : power((encoded + 0.055) / 1.055, 2.4);
}

function cubeRootOrLine(t: number): number {
  return t > 216 / 24389 ? power(t, 1 / 3) : (24389 / 27 / 116) * t + 16 / 116;
}

/** Linear light of an encoded level 0..255, in sixteenths of a level. */
const linearOfLevel = Float32Array.from({ length: 255 * 16 + 1 }, (_, step) => decodeSrgb(step / 16 / 255));
const labCurve = Float32Array.from({ length: labSteps + 2 }, (_, step) => cubeRootOrLine(step / labSteps));

function curve(t: number): number {
  const at = (t < 0 ? 0 : t > 1 ? 1 : t) * labSteps;
  const step = at | 0;
  return labCurve[step] + (at - step) * (labCurve[step + 1] - labCurve[step]);
}

function linear(level: number): number {
  return linearOfLevel[((level < 0 ? 0 : level > 255 ? 255 : level) * 16 + 0.5) | 0];
}

/** CIE L*a*b* (D65) of sRGB levels 0..255, written to `lab[at..at+2]`. */
export function toLab(red: number, green: number, blue: number, lab: Float64Array, at: number): void {
  const r = linear(red);
  const g = linear(green);
  const b = linear(blue);
  const x = curve(0.433953 * r + 0.376219 * g + 0.189828 * b);
  const y = curve(0.212656 * r + 0.715158 * g + 0.072186 * b);
  const z = curve(0.017758 * r + 0.109477 * g + 0.872766 * b);
  lab[at] = 116 * y - 16;
  lab[at + 1] = 500 * (x - y);
  lab[at + 2] = 200 * (y - z);
}

const pair = new Float64Array(6);

/** Squared CIE76 difference of two sRGB colours, levels 0..255. */
export function squaredDifference(r0: number, g0: number, b0: number, r1: number, g1: number, b1: number): number {
  toLab(r0, g0, b0, pair, 0);
  toLab(r1, g1, b1, pair, 3);
  const l = pair[0] - pair[3];
  const a = pair[1] - pair[4];
  const b = pair[2] - pair[5];
  return l * l + a * a + b * b;
}
