import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type EmbeddedConcept,
  conceptPresences,
  logit,
  minimumFor,
  presenceAt,
  presenceQuery,
  sigmoid,
  uncalibrated,
} from "../src/index.ts";
import { unit } from "./hashing-encoder.ts";

const vectorOf = (...values: number[]) => Float32Array.from(values);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i], 0);

describe("two concepts by hand", () => {
  // d_a = mean of (.5, .5, 0) - (0, 0, 1) and (0, 1, 0) - (1, 0, 0); d_b = (0, 0, 1) - (1, 0, 0).
  const a: EmbeddedConcept = {
    name: "a",
    weight: 3,
    prompts: [
      [vectorOf(1, 0, 0), vectorOf(0, 1, 0)],
      [vectorOf(0, 1, 0), vectorOf(0, 1, 0)],
    ],
    references: [vectorOf(0, 0, 1), vectorOf(1, 0, 0)],
    calibration: { m: 0.1, s: 0.5 },
  };
  const b: EmbeddedConcept = {
    name: "b",
    weight: -1,
    prompts: [[vectorOf(0, 0, 1)]],
    references: [vectorOf(1, 0, 0)],
    calibration: { m: -0.2, s: 0.25 },
  };
  const query = presenceQuery([a, b]);

  test("weights are divided by the sum of their absolute values", () => {
    expect(query.concepts.map(({ weight }) => weight)).toEqual([0.75, -0.25]);
  });

  test("directions, query vector and offset", () => {
    expect([...query.concepts[0].direction]).toEqual([-0.25, 0.75, -0.5]);
    expect([...query.concepts[1].direction]).toEqual([-1, 0, 1]);
    // q = .75 / .5 * d_a - .25 / .25 * d_b; offset = 1.5 * .1 - 1 * -.2
    expect([...query.vector]).toEqual([0.625, 1.125, -1.75]);
    expect(query.offset).toBeCloseTo(0.35, 12);
  });

  test("presence of the query and of each concept in one image", () => {
    const image = vectorOf(0, 1, 0);
    expect(presenceAt(query, dot(image, query.vector))).toBeCloseTo(1 / (1 + Math.exp(-(1.125 - 0.35))), 12);
    expect(conceptPresences(query, image)).toEqual([
      { name: "a", weight: 0.75, presence: expect.closeTo(1 / (1 + Math.exp(-1.3)), 12), calibrated: false },
      { name: "b", weight: -0.25, presence: expect.closeTo(1 / (1 + Math.exp(-0.8)), 12), calibrated: false },
    ]);
  });

  test("the cut-off is the offset plus the logit", () => {
    expect(minimumFor(query, 0.9)).toBeCloseTo(0.35 + Math.log(9), 12);
    expect(minimumFor(query, 0.5)).toBeCloseTo(0.35, 12);
    expect(minimumFor(query, 0)).toBeUndefined();
  });
});

describe("what is refused", () => {
  const concept = (name: string, weight: number, ...direction: number[]): EmbeddedConcept => ({
    name,
    weight,
    prompts: [[vectorOf(...direction)]],
    references: [vectorOf(0, 0, 1)],
    calibration: uncalibrated(100),
  });

  test.each([1, 1.5, -0.1, Number.NaN])("the minimum presence %s", (p) => {
    expect(() => minimumFor({ offset: 0 }, p)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });

  test("a concept and its own negation cancel out", () => {
    expect(() => presenceQuery([concept("a", 1, 1, 0, 0), concept("b", -1, 1, 0, 0)])).toThrow(
      /the concepts cancel out/,
    );
  });

  test("a concept that is its own reference", () => {
    expect(() => presenceQuery([concept("skin", 1, 0, 0, 1)])).toThrow(/cannot tell "skin" from its reference/);
  });

  test("no concept, a weight of 0, a slope of 0", () => {
    expect(() => presenceQuery([])).toThrow(/at least one/);
    expect(() => presenceQuery([concept("a", 0, 1, 0, 0)])).toThrow(/weight/);
    expect(() => presenceQuery([{ ...concept("a", 1, 1, 0, 0), calibration: { m: 0, s: 0 } }])).toThrow(/s above 0/);
  });
});

describe("calibrated", () => {
  const source = { label: "hair", n: 200, prevalence: 0.2 };
  const of = (weight: number, calibration: EmbeddedConcept["calibration"]): EmbeddedConcept => ({
    name: "hair",
    weight,
    prompts: [[vectorOf(1, 0)]],
    references: [vectorOf(0, 1)],
    calibration,
  });

  test("one concept with labels is, one without and any combination are not", () => {
    expect(presenceQuery([of(1, { m: 0, s: 1, source })]).calibrated).toBe(true);
    expect(presenceQuery([of(-1, { m: 0, s: 1, source })]).calibrated).toBe(true);
    expect(presenceQuery([of(1, uncalibrated(100))]).calibrated).toBe(false);
    expect(presenceQuery([of(1, { m: 0, s: 1, source }), of(2, { m: 0, s: 1, source })]).calibrated).toBe(false);
  });

  test("without labels m is 0 and s is 1 / logit scale", () => {
    expect(uncalibrated(50)).toEqual({ m: 0, s: 0.02 });
  });
});

const size = 6;
const unitVector = fc
  .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size })
  .filter((values) => Math.hypot(...values) > 0.1)
  .map(unit);
const embedded = fc
  .record({
    weight: fc.double({ min: 0.1, max: 3, noNaN: true }),
    sign: fc.constantFrom(1, -1),
    m: fc.double({ min: -1, max: 1, noNaN: true }),
    s: fc.double({ min: 0.05, max: 2, noNaN: true }),
    templates: fc.integer({ min: 1, max: 3 }),
    terms: fc.integer({ min: 1, max: 3 }),
    pool: fc.array(unitVector, { minLength: 12, maxLength: 12 }),
  })
  .map(({ weight, sign, m, s, templates, terms, pool }): EmbeddedConcept => ({
    name: "concept",
    weight: weight * sign,
    prompts: Array.from({ length: templates }, (_, t) => Array.from({ length: terms }, (__, w) => pool[t * 3 + w])),
    references: Array.from({ length: templates }, (_, t) => pool[9 + t]),
    calibration: { m, s },
  }));
const asked = fc.array(embedded, { minLength: 1, maxLength: 4 }).filter((concepts) => {
  try {
    return Math.hypot(...presenceQuery(concepts).vector) > 0.05;
  } catch {
    return false;
  }
});

/** L(x) of DOMAIN.md, 6, written down as it stands there, cosine by cosine. */
function bruteForce(concepts: readonly EmbeddedConcept[], x: Float32Array): number {
  const total = concepts.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  return concepts.reduce((sum, { weight, prompts, references, calibration: { m, s } }) => {
    const margins = prompts.map(
      (terms, t) => terms.reduce((cosines, e) => cosines + dot(e, x), 0) / terms.length - dot(references[t], x),
    );
    const margin = margins.reduce((all, next) => all + next, 0) / margins.length;
    return sum + ((weight / total) * (margin - m)) / s;
  }, 0);
}

describe("properties", () => {
  test("x.q - offset is the formula", () => {
    fc.assert(
      fc.property(asked, unitVector, (concepts, x) => {
        const query = presenceQuery(concepts);
        expect(dot(x, query.vector) - query.offset).toBeCloseTo(bruteForce(concepts, x), 4);
      }),
    );
  });

  test("L is the weighted sum of what each concept alone gives", () => {
    fc.assert(
      fc.property(asked, unitVector, (concepts, x) => {
        const query = presenceQuery(concepts);
        const parts = conceptPresences(query, x);
        const sum = query.concepts.reduce((total, { weight, direction, calibration: { m, s } }, i) => {
          const alone = (dot(direction, x) - m) / s;
          expect(parts[i].presence).toBeCloseTo(sigmoid(alone), 10);
          return total + weight * alone;
        }, 0);
        expect(dot(x, query.vector) - query.offset).toBeCloseTo(sum, 4);
      }),
    );
  });

  test("the order by x.q is the order by presence, and the cut lets through what is at least p", () => {
    fc.assert(
      fc.property(
        asked,
        fc.array(unitVector, { minLength: 2, maxLength: 8 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (concepts, images, p) => {
          const query = presenceQuery(concepts);
          const minimum = minimumFor(query, p)!;
          const dots = images.map((x) => dot(x, query.vector)).sort((left, right) => left - right);
          const presences = dots.map((value) => presenceAt(query, value));
          expect(presences).toEqual([...presences].sort((left, right) => left - right));
          for (const [i, value] of dots.entries()) {
            if (Math.abs(presences[i] - p) > 1e-9) expect(value >= minimum).toBe(presences[i] >= p);
          }
        },
      ),
    );
  });

  test("scaling every weight changes nothing; turning every sign turns presence into its complement", () => {
    fc.assert(
      fc.property(asked, unitVector, fc.double({ min: 0.5, max: 20, noNaN: true }), (concepts, x, factor) => {
        const presence = (changed: number) => {
          const query = presenceQuery(concepts.map((concept) => ({ ...concept, weight: concept.weight * changed })));
          return presenceAt(query, dot(x, query.vector));
        };
        expect(presence(factor)).toBeCloseTo(presence(1), 5);
        expect(presence(-1)).toBeCloseTo(1 - presence(1), 5);
      }),
    );
  });

  test("logit and sigmoid are inverse, and neither end overflows", () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (x) => {
        expect(logit(sigmoid(x))).toBeCloseTo(x, 2);
      }),
    );
    expect([sigmoid(-1e4), sigmoid(1e4), sigmoid(0)]).toEqual([0, 1, 0.5]);
  });
});
