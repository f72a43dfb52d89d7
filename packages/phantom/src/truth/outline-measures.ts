import { arctangent, cosine, sine } from "../noise/exact-math.ts";
import { smoothMask, valueAt, type SmoothMask } from "./smooth-mask.ts";

/** Shape of a lesion, measured on its mask (0 where the mask is empty). Lengths in pixels of the mask. */
export interface OutlineMeasures {
  areaPx: number;
  perimeterPx: number;
  /** Longest distance between two points of the outline (Feret). */
  diameterPx: number;
  /** perimeter^2 / (4 pi area): 1 for a disc. */
  borderIrregularity: number;
  /** Share of the area that has no counterpart when folded along the long principal axis: 0 to 1. */
  asymmetryMajor: number;
  /** The same along the short axis. */
  asymmetryMinor: number;
  /** Whether the lesion runs out of the frame: its shape is then only that of the visible part. */
  cutOff: boolean;
}

const empty: OutlineMeasures = {
  areaPx: 0,
  perimeterPx: 0,
  diameterPx: 0,
  borderIrregularity: 0,
  asymmetryMajor: 0,
  asymmetryMinor: 0,
  cutOff: false,
};

/**
 * Measures a lesion mask by its contour: marching squares on the slightly blurred mask for area, perimeter and
 * diameter, mirroring at the principal axes (second moments) for asymmetry.
 */
export function measureOutline(mask: Uint8Array, width: number, height: number): OutlineMeasures {
  const smooth = smoothMask(mask, width, height);
  const contour = traceContour(smooth);
  if (contour.areaPx < 4) return empty;
  const axes = principalAxes(smooth);
  return {
    areaPx: contour.areaPx,
    perimeterPx: contour.perimeterPx,
    diameterPx: feretDiameter(contour.points),
    borderIrregularity: contour.perimeterPx ** 2 / (4 * Math.PI * contour.areaPx),
    asymmetryMajor: foldedDifference(smooth, axes, "major"),
    asymmetryMinor: foldedDifference(smooth, axes, "minor"),
    cutOff: touchesFrame(mask, width, height),
  };
}

interface Contour {
  areaPx: number;
  perimeterPx: number;
  /** x, y of the segment ends. */
  points: number[];
}

/** Corners: 1 top left, 2 top right, 4 bottom right, 8 bottom left; sides 0 top, 1 right, 2 bottom, 3 left. */
const cases: readonly (readonly number[])[] = [
  [],
  [3, 0],
  [0, 1],
  [3, 1],
  [1, 2],
  [3, 0, 1, 2],
  [0, 2],
  [3, 2],
  [2, 3],
  [2, 0],
  [0, 1, 2, 3],
  [2, 1],
  [1, 3],
  [1, 0],
  [0, 3],
  [],
];

function traceContour(mask: SmoothMask): Contour {
  const { values, width, height } = mask;
  const points: number[] = [];
  let perimeter = 0;
  let area = 0;
  for (let y = 0; y < height - 1; y++) {
    for (let x = 0; x < width - 1; x++) {
      const at = y * width + x;
      const a = values[at];
      const b = values[at + 1];
      const c = values[at + width + 1];
      const d = values[at + width];
      const key = (a >= 0.5 ? 1 : 0) | (b >= 0.5 ? 2 : 0) | (c >= 0.5 ? 4 : 0) | (d >= 0.5 ? 8 : 0);
      if (key === 0 || key === 15) continue;
      const ends = cases[key];
      for (let end = 0; end < ends.length; end += 2) {
        const from = points.length;
        pushCrossing(points, ends[end], x, y, a, b, c, d);
        pushCrossing(points, ends[end + 1], x, y, a, b, c, d);
        const dx = points[from + 2] - points[from];
        const dy = points[from + 3] - points[from + 1];
        perimeter += Math.sqrt(dx * dx + dy * dy);
        area += points[from] * dy - points[from + 1] * dx;
      }
    }
  }
  return { areaPx: Math.abs(area) / 2, perimeterPx: perimeter, points };
}

function pushCrossing(
  points: number[],
  side: number,
  x: number,
  y: number,
  a: number,
  b: number,
  c: number,
  d: number,
): void {
  if (side === 0) points.push(x + (0.5 - a) / (b - a), y);
  else if (side === 1) points.push(x + 1, y + (0.5 - b) / (c - b));
  else if (side === 2) points.push(x + (0.5 - d) / (c - d), y + 1);
  else points.push(x, y + (0.5 - a) / (d - a));
}

/** Longest extent over 90 directions: within 0.02 % of the true diameter. */
function feretDiameter(points: readonly number[]): number {
  let longest = 0;
  for (let turn = 0; turn < 90; turn++) {
    const cos = cosine((turn * Math.PI) / 90);
    const sin = sine((turn * Math.PI) / 90);
    let low = Infinity;
    let high = -Infinity;
    for (let at = 0; at < points.length; at += 2) {
      const projected = points[at] * cos + points[at + 1] * sin;
      if (projected < low) low = projected;
      if (projected > high) high = projected;
    }
    if (high - low > longest) longest = high - low;
  }
  return longest;
}

interface Axes {
  x: number;
  y: number;
  /** Direction of the long axis. */
  cos: number;
  sin: number;
}

function principalAxes(mask: SmoothMask): Axes {
  let sum = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  let sumYY = 0;
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      if (mask.values[y * mask.width + x] < 0.5) continue;
      sum++;
      sumX += x;
      sumY += y;
      sumXX += x * x;
      sumXY += x * y;
      sumYY += y * y;
    }
  }
  const x = sumX / sum;
  const y = sumY / sum;
  const angle = arctangent(2 * (sumXY / sum - x * y), sumXX / sum - x * x - (sumYY / sum - y * y)) / 2;
  return { x, y, cos: cosine(angle), sin: sine(angle) };
}

function foldedDifference(mask: SmoothMask, axes: Axes, along: "major" | "minor"): number {
  const normalX = along === "major" ? -axes.sin : axes.cos;
  const normalY = along === "major" ? axes.cos : axes.sin;
  let area = 0;
  let unmatched = 0;
  for (let y = 0; y < mask.height; y++) {
    for (let x = 0; x < mask.width; x++) {
      if (mask.values[y * mask.width + x] < 0.5) continue;
      area++;
      const distance = (x - axes.x) * normalX + (y - axes.y) * normalY;
      if (valueAt(mask, x - 2 * distance * normalX, y - 2 * distance * normalY) < 0.5) unmatched++;
    }
  }
  return unmatched / area;
}

function touchesFrame(mask: Uint8Array, width: number, height: number): boolean {
  for (let x = 0; x < width; x++) if (mask[x] || mask[(height - 1) * width + x]) return true;
  for (let y = 0; y < height; y++) if (mask[y * width] || mask[y * width + width - 1]) return true;
  return false;
}
