import { expect, test } from "vitest";
import { type TuningPoint, bestPoint, hasLevelledOff, isClose, threadCounts } from "../../src/tune/tuning-points.ts";

const point = (images_a_run: number, images_per_second: number, threads = 4): TuningPoint => ({
  threads,
  images_a_run,
  images_per_second,
  memory_bytes: 0,
});

test("of points within 5 % of the fastest the shortest run is taken, then the fewest threads", () => {
  expect(bestPoint([point(1, 50), point(4, 97), point(8, 100), point(16, 101)])).toMatchObject({ images_a_run: 4 });
  expect(bestPoint([point(1, 50), point(8, 100), point(8, 99, 2), point(8, 60, 1)])).toMatchObject({ threads: 2 });
  expect(bestPoint([point(2, 7)])).toEqual(point(2, 7));
});

test("runs grow until two in a row bring nothing, but up to 8 images in any case", () => {
  expect(hasLevelledOff([point(1, 50), point(2, 50), point(4, 40)])).toBe(false);
  expect(hasLevelledOff([point(1, 50), point(2, 60), point(4, 59), point(8, 61)])).toBe(true);
  expect(hasLevelledOff([point(1, 50), point(2, 60), point(4, 59), point(8, 70)])).toBe(false);
});

test("what is much slower than the best is not measured again", () => {
  expect(isClose(point(1, 80), point(8, 100))).toBe(true);
  expect(isClose(point(1, 70), point(8, 100))).toBe(false);
});

test.each([
  [1, 1, [1]],
  [2, 4, [2, 1, 4]],
  [8, 16, [8, 4, 2, 16]],
  [64, 64, [64, 32, 16]],
])("%d cores of %d processors: the default first", (physical, logical, counts) => {
  expect(threadCounts(physical, logical)).toEqual(counts);
});
