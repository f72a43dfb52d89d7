import { expect, test } from "vitest";
import { resolveArchiveOptions } from "../src/archive/archive-options.ts";
import { planImages } from "../src/archive/plan-images.ts";
import { plainParameters, renderPhantom, type Phantom } from "../src/index.ts";
import { measureAgain } from "../scripts/second-outline.ts";
import { agreementOfMasks, featureNames } from "../scripts/without-feature.ts";

// The script check-truth.ts does the same to 200 phantoms of each style at full size.
const size = { width: 160, height: 120 };
const phantoms = (["A", "B"] as const).flatMap((style) =>
  [...planImages(resolveArchiveOptions({ count: 6, seed: 2016, size, style, independent: true }))].map((plan) => ({
    style,
    parameters: plan.parameters,
    phantom: renderPhantom(plan.parameters),
  })),
);

const pixels = (mask: Uint8Array | undefined) => mask?.reduce((sum, bit) => sum + bit, 0) ?? 0;

test.each(["A", "B"] as const)("style %s: a mask holds the pixels that change without its feature", (style) => {
  const checked: string[] = [];
  for (const { parameters, phantom } of phantoms.filter((one) => one.style === style)) {
    const visible = featureNames.filter((name) => pixels(phantom.masks[name]) >= 60);
    for (const { name, iou } of agreementOfMasks(phantom, parameters, visible)) {
      expect(iou, name).toBeGreaterThanOrEqual(0.8);
      checked.push(name);
    }
  }
  expect(checked.length).toBeGreaterThan(12);
});

test("outline measures agree with a second method", () => {
  for (const { phantom } of phantoms) {
    const { outline } = phantom.truth;
    const second = measureAgain(phantom.masks.lesion!, phantom.width, phantom.height);
    for (const name of ["areaPx", "perimeterPx", "diameterPx", "borderIrregularity"] as const) {
      expect(Math.abs(outline[name] / second[name] - 1), name).toBeLessThan(0.05);
    }
    if (second.roundness > 0.95) continue;
    // Folding whole pixels of so small a mask is right to about a border pixel on either side.
    expect(Math.abs(outline.asymmetryMajor - second.asymmetryMajor)).toBeLessThan(0.03);
    expect(Math.abs(outline.asymmetryMinor - second.asymmetryMinor)).toBeLessThan(0.03);
  }
});

test("what lies hidden is not there: a veil takes a network away", () => {
  const shown = plainParameters(12, 192, 144);
  shown.structures.network_typical = 0.8;
  const veiled = structuredClone(shown);
  veiled.structures.blue_whitish_veil = 1;
  const cover = (phantom: Phantom) => phantom.truth.structures.network_typical;
  expect(cover(renderPhantom(shown))).toBeGreaterThan(0.2);
  expect(cover(renderPhantom(veiled))).toBeLessThan(0.7 * cover(renderPhantom(shown)));
});

test("a disc measures as a disc", () => {
  const round = plainParameters(3, 240, 240);
  Object.assign(round.outline, { aspect: 1, irregularity: 0, asymmetryMajor: 0, asymmetryMinor: 0, softness: 0.004 });
  const { outline } = renderPhantom(round).truth;
  expect(outline.diameterShare).toBeCloseTo(0.55, 1);
  expect(outline.borderIrregularity).toBeLessThan(1.2);
  expect(outline.asymmetryMajor).toBeLessThan(0.05);
  expect(outline.cutOff).toBe(false);
});
