import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { plainParameters, renderPhantom, type Phantom } from "../src/index.ts";

function busy(seed: number, style: "A" | "B" = "A") {
  const parameters = { ...plainParameters(seed, 192, 144), style };
  for (const name of Object.keys(parameters.structures)) {
    parameters.structures[name as keyof typeof parameters.structures] = 0.5;
  }
  for (const name of Object.keys(parameters.artefacts)) {
    parameters.artefacts[name as keyof typeof parameters.artefacts] = 0.3;
  }
  return parameters;
}

const fingerprint = (pixels: Uint8ClampedArray | Uint8Array) => createHash("sha256").update(pixels).digest("hex");

const maskFingerprints = ({ masks }: Phantom) => Object.entries(masks).map(([name, mask]) => [name, fingerprint(mask)]);

const styles = ["A", "B"] as const;

test.each(styles)(
  "style %s: equal parameters give equal pixels, masks and truth, whatever was drawn before",
  (style) => {
    const first = renderPhantom(busy(5, style));
    renderPhantom(busy(6, style));
    renderPhantom(plainParameters(7, 96, 96));
    const second = renderPhantom(busy(5, style));
    expect(fingerprint(second.pixels)).toBe(fingerprint(first.pixels));
    expect(second.truth).toEqual(first.truth);
    expect(maskFingerprints(second)).toEqual(maskFingerprints(first));
  },
);

test("another seed or style gives another picture", () => {
  expect(fingerprint(renderPhantom(busy(5, "B")).pixels)).not.toBe(fingerprint(renderPhantom(busy(5)).pixels));
  expect(fingerprint(renderPhantom(busy(5)).pixels)).not.toBe(fingerprint(renderPhantom(busy(6)).pixels));
});

test.each(styles)("style %s: another view of a lesion moves the hair and leaves the lesion where it is", (style) => {
  const parameters = busy(8, style);
  const moved = structuredClone(parameters);
  moved.seeds.view = 99;
  const first = renderPhantom(parameters);
  const second = renderPhantom(moved);
  const [before, after] = [first, second].map((phantom) => new Map(maskFingerprints(phantom) as [string, string][]));
  expect(after.get("lesion")).toBe(before.get("lesion"));
  expect(after.get("hair_thick")).not.toBe(before.get("hair_thick"));
});
