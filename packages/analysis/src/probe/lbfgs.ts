import { type Evaluation, type LinePoint, addScaled, dot, searchLine } from "./line-search.ts";

/** Writes the gradient at `point` into `gradient` and returns the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** A step with the change of the gradient over it; `scale` is 1 / their inner product. */
export interface CurvaturePair {
  step: Float64Array;
  change: Float64Array;
  scale: number;
}

export interface Minimum {
  point: Float64Array;
  value: number;
  iterations: number;
  evaluations: number;
  /** False when the iterations ran out, or no step lowered the value, before the tolerance was met. */
  converged: boolean;
  /** What was learnt of the curvature; a search that goes on from here may start with it. */
  pairs: readonly CurvaturePair[];
}

export interface LbfgsOptions {
  /** Steps remembered. */
  memory?: number;
  maxIterations?: number;
  /** Largest absolute component of the gradient at which the search ends. */
  gradientTolerance?: number;
  /** Ends where the decrease still to come, -g.d / 2 for the next direction d, is at most this share of the value. */
  gapTolerance?: number;
  /** Relative error of a value: so much may a step seem to raise it. */
  rounding?: number;
  /** Length of the very first step along -g; by default min(1, 1 / |g|). */
  firstLength?: number;
  /** Curvature of an earlier search from which this one goes on. */
  pairs?: readonly CurvaturePair[];
}

/**
 * Minimises a smooth function by limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5).
 *
 * @param start left as it is
 */
export function minimizeLbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions = {}): Minimum {
  const search = searchMinimum(start, options);
  let next = search.next();
  while (!next.done) {
    const gradient = new Float64Array(start.length);
    next = search.next({ value: objective(next.value, gradient), gradient });
  }
  return next.value;
}

/** As `minimizeLbfgs`, for a function that is computed elsewhere. */
export async function minimizeLbfgsAway(
  objective: (point: Float64Array) => Promise<Evaluation>,
  start: Float64Array,
  options: LbfgsOptions = {},
): Promise<Minimum> {
  const search = searchMinimum(start, options);
  let next = search.next();
  while (!next.done) next = search.next(await objective(next.value));
  return next.value;
}

/** The search itself: yields the points whose value and gradient it needs. */
function* searchMinimum(start: Float64Array, options: LbfgsOptions): Generator<Float64Array, Minimum, Evaluation> {
  const { memory = 10, maxIterations = 1000, gradientTolerance = 1e-6, gapTolerance = 0, rounding = 1e-14 } = options;
  const pairs = [...(options.pairs ?? [])];
  let here: LinePoint = { point: start.slice(), ...(yield start) };
  let evaluations = 1;
  let iterations = 0;
  let converged = largest(here.gradient) <= gradientTolerance;
  while (!converged && iterations < maxIterations) {
    const direction = descentDirection(here.gradient, pairs);
    const slope = dot(here.gradient, direction);
    if (-slope / 2 <= gapTolerance * Math.abs(here.value)) {
      converged = true;
      break;
    }
    const fresh = options.firstLength ?? Math.min(1, 1 / Math.sqrt(dot(here.gradient, here.gradient)));
    const line = searchLine(here, direction, {
      firstLength: pairs.length > 0 ? 1 : fresh,
      slack: rounding * Math.abs(here.value),
    });
    let trial = line.next();
    while (!trial.done) {
      evaluations += 1;
      trial = line.next(yield trial.value);
    }
    const next = trial.value;
    if (!next) break;
    const step = difference(next.point, here.point);
    const change = difference(next.gradient, here.gradient);
    const product = dot(step, change);
    if (product > 1e-12 * dot(change, change)) {
      pairs.push({ step, change, scale: 1 / product });
      if (pairs.length > memory) pairs.shift();
    }
    here = next;
    iterations += 1;
    converged = largest(here.gradient) <= gradientTolerance;
  }
  return { point: here.point, value: here.value, iterations, evaluations, converged, pairs };
}

/** -H g by the two loops of algorithm 7.4. */
function descentDirection(gradient: Float64Array, pairs: readonly CurvaturePair[]): Float64Array {
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

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((component, index) => component - b[index]);
}

function largest(vector: Float64Array): number {
  let most = 0;
  for (const component of vector) most = Math.max(most, Math.abs(component));
  return most;
}
