/** Outline measures by other means than the product's: what its own are checked against. */
export interface SecondMeasures {
  areaPx: number;
  perimeterPx: number;
  diameterPx: number;
  borderIrregularity: number;
  asymmetryMajor: number;
  asymmetryMinor: number;
  /** Short over long principal axis; near 1 the axes of symmetry are arbitrary. */
  roundness: number;
}

/**
 * Area by counting pixels, perimeter by Cauchy and Crofton's count of crossings with 16 families of parallel lines,
 * diameter by comparing pairs of border pixels, asymmetry by folding the pixels themselves at their principal axes.
 */
export function measureAgain(mask: Uint8Array, width: number, height: number): SecondMeasures {
  const smooth = gaussian(mask, width, height);
  const points: [number, number][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (mask[y * width + x]) points.push([x, y]);
  }
  const areaPx = points.length;
  const perimeterPx = crofton(smooth);
  const axes = principalAxes(points);
  return {
    areaPx,
    perimeterPx,
    diameterPx: longestPair(borderOf(smooth)),
    borderIrregularity: perimeterPx ** 2 / (4 * Math.PI * areaPx),
    asymmetryMajor: folded(mask, width, height, points, axes, -Math.sin(axes.angle), Math.cos(axes.angle)),
    asymmetryMinor: folded(mask, width, height, points, axes, Math.cos(axes.angle), Math.sin(axes.angle)),
    roundness: axes.roundness,
  };
}

interface Plane {
  values: Float64Array;
  width: number;
  height: number;
}

const margin = 8;

/** A two-dimensional Gaussian of sigma sqrt(2), summed directly, on the padded mask. */
function gaussian(mask: Uint8Array, width: number, height: number): Plane {
  const weights = Array.from({ length: 11 }, (_, at) => Math.exp(-((at - 5) ** 2) / 4));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const [w, h] = [width + 2 * margin, height + 2 * margin];
  const values = new Float64Array(w * h);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!mask[y * width + x]) continue;
      for (let dy = -5; dy <= 5; dy++) {
        for (let dx = -5; dx <= 5; dx++) {
          values[(y + margin + dy) * w + x + margin + dx] += (weights[dx + 5] * weights[dy + 5]) / total ** 2;
        }
      }
    }
  }
  return { values, width: w, height: h };
}

function isInside({ values, width, height }: Plane, x: number, y: number): boolean {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  if (column < 0 || row < 0 || column >= width - 1 || row >= height - 1) return false;
  const [fx, fy] = [x - column, y - row];
  const at = row * width + column;
  const upper = values[at] * (1 - fx) + values[at + 1] * fx;
  const lower = values[at + width] * (1 - fx) + values[at + width + 1] * fx;
  return upper * (1 - fy) + lower * fy >= 0.5;
}

function crofton(plane: Plane): number {
  const families = 16;
  const spacing = 0.6;
  const step = 0.3;
  const reach = Math.hypot(plane.width, plane.height) / 2;
  let crossings = 0;
  for (let family = 0; family < families; family++) {
    const angle = ((family + 0.5) * Math.PI) / families;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    for (let offset = -reach; offset <= reach; offset += spacing) {
      let before = false;
      for (let along = -reach; along <= reach; along += step) {
        const x = plane.width / 2 + along * cos - offset * sin;
        const y = plane.height / 2 + along * sin + offset * cos;
        const now = isInside(plane, x, y);
        if (now !== before) crossings++;
        before = now;
      }
    }
  }
  return (Math.PI / (2 * families)) * spacing * crossings;
}

/** Pixels of the smoothed mask that have a neighbour outside: specks too small to count are gone. */
function borderOf({ values, width, height }: Plane): [number, number][] {
  const found: [number, number][] = [];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      if (values[at] < 0.5) continue;
      if (Math.min(values[at - 1], values[at + 1], values[at - width], values[at + width]) < 0.5) found.push([x, y]);
    }
  }
  return found;
}

function longestPair(border: readonly [number, number][]): number {
  let longest = 0;
  for (let first = 0; first < border.length; first++) {
    for (let second = first + 1; second < border.length; second++) {
      const squared = (border[first][0] - border[second][0]) ** 2 + (border[first][1] - border[second][1]) ** 2;
      if (squared > longest) longest = squared;
    }
  }
  return Math.sqrt(longest) + 1;
}

interface Axes {
  x: number;
  y: number;
  angle: number;
  roundness: number;
}

function principalAxes(points: readonly [number, number][]): Axes {
  const x = points.reduce((sum, point) => sum + point[0], 0) / points.length;
  const y = points.reduce((sum, point) => sum + point[1], 0) / points.length;
  let [xx, xy, yy] = [0, 0, 0];
  for (const [px, py] of points) {
    xx += (px - x) ** 2;
    xy += (px - x) * (py - y);
    yy += (py - y) ** 2;
  }
  const root = Math.sqrt(((xx - yy) / 2) ** 2 + xy ** 2);
  const roundness = Math.sqrt(((xx + yy) / 2 - root) / ((xx + yy) / 2 + root));
  return { x, y, angle: Math.atan2(2 * xy, xx - yy) / 2, roundness };
}

function folded(
  mask: Uint8Array,
  width: number,
  height: number,
  points: readonly [number, number][],
  axes: Axes,
  normalX: number,
  normalY: number,
): number {
  let lonely = 0;
  for (const [px, py] of points) {
    const distance = (px - axes.x) * normalX + (py - axes.y) * normalY;
    const x = Math.round(px - 2 * distance * normalX);
    const y = Math.round(py - 2 * distance * normalY);
    if (x < 0 || y < 0 || x >= width || y >= height || !mask[y * width + x]) lonely++;
  }
  return lonely / points.length;
}
