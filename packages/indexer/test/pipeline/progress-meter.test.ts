import { expect, test } from "vitest";
import { createProgressMeter } from "../../src/pipeline/progress-meter.ts";

test("counts, and tells rate and time left by the clock it is given", () => {
  let ms = 1000;
  const meter = createProgressMeter(100, () => ms);
  expect(meter.progress()).toEqual({
    stored: 0,
    unchanged: 0,
    updated: 0,
    rejected: 0,
    done: 0,
    total: 100,
    imagesPerSecond: 0,
  });
  ms += 2000;
  meter.add({ stored: 6, rejected: 2 });
  meter.add({ unchanged: 1, updated: 1 });
  expect(meter.progress()).toEqual({
    stored: 6,
    unchanged: 1,
    updated: 1,
    rejected: 2,
    done: 10,
    total: 100,
    imagesPerSecond: 5,
    secondsLeft: 18,
  });
});

test("a fast stretch of unchanged images is forgotten after half a minute", () => {
  let ms = 0;
  const meter = createProgressMeter(20_000, () => ms);
  ms += 1000;
  meter.add({ unchanged: 10_000 });
  expect(meter.progress().imagesPerSecond).toBe(10_000);
  for (let batch = 0; batch < 40; batch++) {
    ms += 1000;
    meter.add({ stored: 16 });
    meter.progress();
  }
  const { imagesPerSecond, secondsLeft } = meter.progress();
  expect(imagesPerSecond).toBeCloseTo(16, 6);
  expect(secondsLeft).toBeCloseTo((10_000 - 640) / 16, 3);
});

test("promises no time without a total, and none left when all is done or more than announced", () => {
  let ms = 0;
  const open = createProgressMeter(undefined, () => ms);
  const closed = createProgressMeter(3, () => ms);
  ms += 10;
  open.add({ stored: 4 });
  closed.add({ stored: 4 });
  expect(open.progress()).not.toHaveProperty("secondsLeft");
  expect(open.progress()).not.toHaveProperty("total");
  expect(closed.progress()).toMatchObject({ done: 4, total: 3, secondsLeft: 0 });
});
