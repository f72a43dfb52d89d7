import { expect, test } from "vitest";
import { calibrationError } from "../../src/index.ts";

test("by hand: two bins, one off by 0.1 and one by 0.3", () => {
  const probabilities = [0.1, 0.1, 0.8, 0.8];
  expect(calibrationError(probabilities, [false, false, false, true], { bins: 2 })).toBeCloseTo(0.2, 12);
});

test("is 0 for shares that come true, and refuses lists of different length", () => {
  const probabilities = Array.from({ length: 100 }, () => 0.25);
  const positive = probabilities.map((_, index) => index % 4 === 0);
  expect(calibrationError(probabilities, positive, { bins: 1 })).toBeCloseTo(0, 12);
  expect(() => calibrationError([0.5], [])).toThrow(/1 probabilities but 0 labels/);
});
