import { createCompute, inverseFactor } from "@lesion-atlas/compute";
import { expect, test } from "vitest";

test("the inverse factor of a matrix gives its inverse, on a lane too", async () => {
  const matrix = Float64Array.of(4, 2, -2, 2, 10, 5, -2, 5, 9);
  const inverse = inverseFactor(matrix, 3);
  expect([inverse[1], inverse[2], inverse[5]]).toEqual([0, 0, 0]);
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      // (L^-1)^T L^-1 A is the identity.
      let sum = 0;
      for (let k = 0; k < 3; k += 1) {
        for (let l = 0; l < 3; l += 1) sum += inverse[l * 3 + i] * inverse[l * 3 + k] * matrix[k * 3 + j];
      }
      expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
    }
  }
  const compute = createCompute();
  expect(await compute.inverseFactor(matrix, 3, { lane: "bulk" })).toEqual(inverse);
  await expect(compute.inverseFactor(Float64Array.of(1, 0, 2, 1), 2, { lane: "bulk" })).rejects.toThrow(/positive/);
  await compute.close();
});
