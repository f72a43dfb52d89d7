/** Writes the gradient at `point` into `gradient` and returns the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  point: Float64Array;
  value: number;
  iterations: number;
  /** False when the iterations ran out, or no step lowered the value, before the gradient was small enough. */
  converged: boolean;
}

export interface LbfgsOptions {
  /** Steps remembered. */
  memory?: number;
  maxIterations?: number;
  /** Largest absolute component of the gradient at which the search ends. */
  gradientTolerance?: number;
}

/** Sufficient decrease and curvature of the strong Wolfe conditions (Nocedal and Wright 2006, 3.1). */
const decrease = 1e-4;
const curvature = 0.9;

/** Near the minimum, values differ by rounding alone: so much of the value may a step seem to rise. */
const rounding = 1e-14;

/**
 * Minimises a smooth function by limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5) with a line search for the
 * strong Wolfe conditions (algorithms 3.5 and 3.6, bisection within the bracket).
 *
 * @param start left as it is
 */
export function minimizeLbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): Minimum {
  const { memory = 10, maxIterations = 1000, gradientTolerance = 1e-6 } = options;
  let point: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(start.length);
  let value = objective(point, gradient);
  const pairs: { step: Float64Array; change: Float64Array; scale: number }[] = [];
  let iterations = 0;
  let converged = largest(gradient) <= gradientTolerance;
  while (!converged && iterations < maxIterations) {
    const direction = descentDirection(gradient, pairs);
    const first = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    const next = searchLine(objective, { point, value, slope: dot(gradient, direction) }, direction, first);
    if (!next) break;
    const step = difference(next.point, point);
    const change = difference(next.gradient, gradient);
    const product = dot(step, change);
    if (product > 1e-12 * dot(change, change)) {
      pairs.push({ step, change, scale: 1 / product });
      if (pairs.length > memory) pairs.shift();
    }
    ({ point, gradient, value } = next);
    iterations += 1;
    converged = largest(gradient) <= gradientTolerance;
  }
  return { point, value, iterations, converged };
}

/** -H g by the two loops of algorithm 7.4. */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; scale: number }[],
): Float64Array {
  const direction = gradient.map((component) => -component);
  const factors: number[] = [];
  for (const { step, change, scale } of pairs.toReversed()) {
    const factor = scale * dot(step, direction);
    addScaled(direction, change, -factor);
    factors.push(factor);
  }
  const newest = pairs.at(-1);
  if (newest) {
    const size = 1 / (newest.scale * dot(newest.change, newest.change));
    for (let i = 0; i < direction.length; i += 1) direction[i] *= size;
  }
  for (const { step, change, scale } of pairs) {
    addScaled(direction, step, factors.pop()! - scale * dot(change, direction));
  }
  return direction;
}

interface LinePoint {
  point: Float64Array;
  gradient: Float64Array;
  value: number;
}

function searchLine(
  objective: Objective,
  from: { point: Float64Array; value: number; slope: number },
  direction: Float64Array,
  firstLength: number,
): LinePoint | undefined {
  const slack = rounding * Math.abs(from.value);
  let low = 0;
  let lowValue = from.value;
  let high = Number.POSITIVE_INFINITY;
  let length = firstLength;
  let best: LinePoint | undefined;
  for (let trial = 0; trial < 60; trial += 1) {
    const point = from.point.slice();
    addScaled(point, direction, length);
    const gradient = new Float64Array(point.length);
    const value = objective(point, gradient);
    const slope = dot(gradient, direction);
    const allowed = from.value + decrease * length * from.slope;
    if (!(value <= allowed + slack) || value > lowValue + slack) {
      high = length;
    } else {
      best = { point, gradient, value };
      if (Math.abs(slope) <= -curvature * from.slope) return best;
      if (slope > 0) high = length;
      else {
        low = length;
        lowValue = value;
      }
    }
    length = high === Number.POSITIVE_INFINITY ? length * 2 : (low + high) / 2;
  }
  return best;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i] * b[i];
  return sum;
}

function addScaled(target: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] += factor * vector[i];
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((component, index) => component - b[index]);
}

function largest(vector: Float64Array): number {
  let most = 0;
  for (const component of vector) most = Math.max(most, Math.abs(component));
  return most;
}
