import * as fc from "fast-check";
import { expect, test } from "vitest";
import { auroc } from "../../src/index.ts";

test("is the share of pairs in the right order, ties counting half", () => {
  const cases = fc.array(fc.record({ score: fc.integer({ min: 0, max: 9 }), positive: fc.boolean() }), {
    minLength: 2,
    maxLength: 40,
  });
  fc.assert(
    fc.property(cases, (list) => {
      const positives = list.filter(({ positive }) => positive);
      const negatives = list.filter(({ positive }) => !positive);
      fc.pre(positives.length > 0 && negatives.length > 0);
      let won = 0;
      for (const { score } of positives) {
        for (const other of negatives) won += score > other.score ? 1 : score === other.score ? 0.5 : 0;
      }
      const scores = list.map(({ score }) => score);
      expect(
        auroc(
          scores,
          list.map(({ positive }) => positive),
        ),
      ).toBeCloseTo(won / (positives.length * negatives.length), 12);
    }),
  );
});

test("is NaN where a class is empty, and refuses NaN scores and lists that do not fit", () => {
  expect(auroc([1, 2], [true, true])).toBeNaN();
  expect(() => auroc([1, Number.NaN], [true, false])).toThrow(/NaN/);
  expect(() => auroc([1], [true, false])).toThrow(/1 scores but 2 labels/);
});
