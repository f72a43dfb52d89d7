import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TopKOptions, createTopK, topK } from "../src/index.ts";
import { randomValues } from "./support/random-values.ts";

/** The whole list, sorted: what a selection must equal. */
function bySorting(scores: ArrayLike<number>, options: TopKOptions & { allowed?: Uint8Array }) {
  const { limit, minimum = -Infinity, compareTies = (row, other) => row - other, allowed } = options;
  return Array.from(scores, (score, row) => ({ score, row }))
    .filter(({ score, row }) => score >= minimum && allowed?.[row] !== 0)
    .sort((a, b) => b.score - a.score || compareTies(a.row, b.row))
    .slice(0, limit);
}

function listed({ rows, scores }: { rows: Uint32Array; scores: Float32Array }) {
  return Array.from(rows, (row, place) => ({ score: scores[place], row }));
}

const { array, constant, constantFrom, integer, option } = fc;
/** Few distinct values, so that ties are everywhere. */
const coarseScores = array(constantFrom(-1, -0.5, 0, 0.25, 0.5, 1, -Infinity, Infinity, NaN), { maxLength: 60 });

describe("top-k selection", () => {
  test("is the start of the sorted list: ties, limits, minimum and mask", () => {
    fc.assert(
      fc.property(
        coarseScores,
        integer({ min: 0, max: 70 }),
        option(constantFrom(-0.5, 0, 0.3, 2), { nil: undefined }),
        option(array(integer({ min: 0, max: 1 }), { minLength: 60, maxLength: 60 }), { nil: undefined }),
        constantFrom<TopKOptions["compareTies"]>(undefined, (row, other) => other - row),
        (values, limit, minimum, mask, compareTies) => {
          const scores = Float32Array.from(values);
          const allowed = mask && Uint8Array.from(mask).subarray(0, scores.length);
          const options = { limit, minimum, compareTies };
          expect(listed(topK({ scores, allowed }, options))).toEqual(bySorting(scores, { ...options, allowed }));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("pieces give what the whole gives, in any cut", () => {
    fc.assert(
      fc.property(
        coarseScores,
        array(integer({ min: 1, max: 20 }), { minLength: 60, maxLength: 60 }),
        constant(7),
        (values, cuts, limit) => {
          const scores = Float32Array.from(values);
          const selection = createTopK({ limit });
          for (let first = 0, cut = 0; first < scores.length; first += cuts[cut++]) {
            selection.offer({ scores: scores.subarray(first, first + cuts[cut]), firstRow: first });
          }
          expect(listed(selection.ranking())).toEqual(bySorting(scores, { limit }));
        },
      ),
    );
  });

  test("large lists beyond the first memory of the heap", () => {
    const scores = randomValues(20_000, 5);
    const ascending = scores.slice().sort();
    for (const values of [scores, ascending, ascending.slice().reverse()]) {
      expect(listed(topK({ scores: values }, { limit: 5_000 }))).toEqual(bySorting(values, { limit: 5_000 }));
    }
  });

  test("a minimum is inclusive at float32 precision", () => {
    const scores = Float32Array.of(0.1, 0.2, 0.3);
    expect(listed(topK({ scores }, { limit: 3, minimum: Math.fround(0.2) }))).toHaveLength(2);
    expect(listed(topK({ scores }, { limit: 3, minimum: Math.fround(0.2) + 1e-9 }))).toHaveLength(1);
  });
});
