import { expect, test } from "vitest";
import { balancedAccuracy } from "../../src/index.ts";

test("is the mean recall of the true classes, whatever their sizes", () => {
  expect(balancedAccuracy(["a", "a", "a", "b"], ["a", "a", "b", "b"])).toBeCloseTo((2 / 3 + 1) / 2, 12);
  expect(balancedAccuracy(["a", "b"], ["c", "c"])).toBe(0);
  expect(() => balancedAccuracy(["a"], [])).toThrow(/1 labels but 0 predictions/);
});
