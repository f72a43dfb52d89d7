/** What was measured with one number of threads and images a run. */
export interface TuningPoint {
  threads: number;
  images_a_run: number;
  images_per_second: number;
  /** How much the process had grown by then. */
  memory_bytes: number;
}

/** A gain below this is noise, or not worth a longer run that can neither be stopped nor overtaken. */
const worthwhile = 1.05;
/** What is slower by more than this is not measured again. */
const close = 1.3;

/** Of the points that are about as fast as the fastest, the one with the shortest runs, then the fewest threads. */
export function bestPoint(points: readonly TuningPoint[]): TuningPoint {
  const fastest = Math.max(...points.map(({ images_per_second }) => images_per_second));
  return points
    .filter(({ images_per_second }) => images_per_second * worthwhile >= fastest)
    .reduce((left, right) => {
      const shorter = right.images_a_run - left.images_a_run || right.threads - left.threads;
      return shorter < 0 ? right : left;
    });
}

/** Whether a point may turn out to be the best when it is measured again. */
export function isClose(point: TuningPoint, best: TuningPoint): boolean {
  return point.images_per_second * close >= best.images_per_second;
}

/** Numbers of threads to try: the default first, then half of it and so on, then every logical processor. */
export function threadCounts(physical: number, logical: number): number[] {
  const halves = [];
  for (let count = physical; count >= 1; count = Math.floor(count / 2)) halves.push(count);
  return [...new Set([...halves.slice(0, 3), logical])];
}

/** Whether two longer runs in a row brought nothing, up to 8 images at least. @param points of one number of threads, runs growing */
export function hasLevelledOff(points: readonly TuningPoint[]): boolean {
  if (points.length < 4) return false;
  const rates = points.map(({ images_per_second }) => images_per_second);
  const before = Math.max(...rates.slice(0, -2));
  return Math.max(...rates.slice(-2)) < before * worthwhile;
}
