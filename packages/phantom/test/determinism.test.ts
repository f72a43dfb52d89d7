import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { plainParameters, renderPhantom } from "../src/index.ts";

function busy(seed: number) {
  const parameters = plainParameters(seed, 192, 144);
  for (const name of Object.keys(parameters.structures)) {
    parameters.structures[name as keyof typeof parameters.structures] = 0.5;
  }
  for (const name of Object.keys(parameters.artefacts)) {
    parameters.artefacts[name as keyof typeof parameters.artefacts] = 0.3;
  }
  return parameters;
}

const fingerprint = (pixels: Uint8ClampedArray) => createHash("sha256").update(pixels).digest("hex");

test("the same parameters give the same pixels, masks and truth, whatever was drawn in between", () => {
  const first = renderPhantom(busy(5));
  renderPhantom(busy(6));
  renderPhantom(plainParameters(7, 96, 96));
  const second = renderPhantom(busy(5));
  expect(fingerprint(second.pixels)).toBe(fingerprint(first.pixels));
  expect(second.truth).toEqual(first.truth);
  expect(second.masks).toEqual(first.masks);
});

test("another seed gives another picture", () => {
  expect(fingerprint(renderPhantom(busy(5)).pixels)).not.toBe(fingerprint(renderPhantom(busy(6)).pixels));
});

test("another view of a lesion moves the hair and leaves the lesion where it is", () => {
  const parameters = busy(8);
  const moved = structuredClone(parameters);
  moved.seeds.view = 99;
  const first = renderPhantom(parameters);
  const second = renderPhantom(moved);
  expect(second.masks.lesion).toEqual(first.masks.lesion);
  expect(second.masks.hair_thick).not.toEqual(first.masks.hair_thick);
});
