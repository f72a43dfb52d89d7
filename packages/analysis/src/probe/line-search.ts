/** The value and the gradient of a function at a point. */
export interface Evaluation {
  value: number;
  gradient: Float64Array;
}

/** A point of a line with what was found there. */
export interface LinePoint extends Evaluation {
  point: Float64Array;
}

/** Sufficient decrease and curvature of the strong Wolfe conditions (Nocedal and Wright 2006, 3.1). */
const decrease = 1e-4;
const curvature = 0.9;
const mostTrials = 40;

interface Trial {
  length: number;
  value: number;
  slope: number;
}

/**
 * Looks along a line for a point of the strong Wolfe conditions (Nocedal and Wright 2006, algorithms 3.5 and 3.6, with the
 * minimum of the cubic through both ends of the bracket as the next trial). Yields the points whose value it needs.
 *
 * @param slack so much may a value seem to rise, since values near the minimum differ by rounding alone
 * @returns undefined where no step lowers the value
 */
export function* searchLine(
  from: LinePoint,
  direction: Float64Array,
  { firstLength, slack }: { firstLength: number; slack: number },
): Generator<Float64Array, LinePoint | undefined, Evaluation> {
  const start: Trial = { length: 0, value: from.value, slope: dot(from.gradient, direction) };
  let low = start;
  let high: Trial | undefined;
  let length = firstLength;
  let best: LinePoint | undefined;
  for (let trial = 0; trial < mostTrials; trial += 1) {
    const point = from.point.slice();
    addScaled(point, direction, length);
    const { value, gradient } = yield point;
    const here: Trial = { length, value, slope: dot(gradient, direction) };
    const allowed = start.value + decrease * length * start.slope + slack;
    if (!(value <= allowed) || value > low.value + slack) {
      high = here;
    } else {
      best = { point, gradient, value };
      if (Math.abs(here.slope) <= -curvature * start.slope) return best;
      if (here.slope > 0) high = here;
      else low = here;
    }
    length = high ? between(low, high) : length * 3;
  }
  return best;
}

/** The minimum of the cubic through both ends (Nocedal and Wright 2006, 3.59), kept a tenth away from either. */
function between(low: Trial, high: Trial): number {
  const width = high.length - low.length;
  const middle = low.length + width / 2;
  if (!Number.isFinite(high.value) || !Number.isFinite(high.slope)) return low.length + width / 10;
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.length - high.length);
  const square = d1 * d1 - low.slope * high.slope;
  if (!(square >= 0)) return middle;
  const d2 = Math.sqrt(square);
  const found = high.length - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  if (!Number.isFinite(found)) return middle;
  return Math.min(Math.max(found, low.length + width / 10), high.length - width / 10);
}

/** Inner product of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

/** target += factor * vector */
export function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] += factor * vector[i];
}
