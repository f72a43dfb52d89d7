import {
  artefactNames,
  renderPhantom,
  structureNames,
  type ArtefactName,
  type Phantom,
  type PhantomParameters,
  type StructureName,
} from "../src/index.ts";

export type FeatureName = StructureName | ArtefactName;
export const featureNames: readonly FeatureName[] = [...structureNames, ...artefactNames];

/** How a feature's mask agrees with the pixels that change when the feature is not drawn. */
export interface MaskAgreement {
  name: FeatureName;
  maskPx: number;
  changedPx: number;
  /** Intersection over union of the two. */
  iou: number;
}

/** Draws a phantom again without each of its features in turn, every random stream as it was. */
export function agreementOfMasks(
  phantom: Phantom,
  parameters: PhantomParameters,
  names: readonly FeatureName[],
): MaskAgreement[] {
  const found: MaskAgreement[] = [];
  for (const name of names) {
    const mask = phantom.masks[name];
    if (!mask) continue;
    const changed = changedPixels(phantom.pixels, renderPhantom(without(parameters, name)).pixels);
    let both = 0;
    let either = 0;
    let maskPx = 0;
    let changedPx = 0;
    for (let index = 0; index < mask.length; index++) {
      maskPx += mask[index];
      changedPx += changed[index];
      both += mask[index] & changed[index];
      either += mask[index] | changed[index];
    }
    found.push({ name, maskPx, changedPx, iou: either === 0 ? 1 : both / either });
  }
  return found;
}

function without(parameters: PhantomParameters, name: FeatureName): PhantomParameters {
  const changed = structuredClone(parameters);
  const group = name in changed.structures ? changed.structures : changed.artefacts;
  (group as Record<string, number>)[name] = 0;
  return changed;
}

/** 1 where two pictures differ by more than 3 in L*a*b* (CIE76; conversion of its own, in double precision). */
function changedPixels(first: Uint8ClampedArray, second: Uint8ClampedArray): Uint8Array {
  const changed = new Uint8Array(first.length / 3);
  for (let index = 0; index < changed.length; index++) {
    const at = index * 3;
    if (first[at] === second[at] && first[at + 1] === second[at + 1] && first[at + 2] === second[at + 2]) continue;
    const [l0, a0, b0] = labOf(first, at);
    const [l1, a1, b1] = labOf(second, at);
    if (Math.hypot(l0 - l1, a0 - a1, b0 - b1) > 3) changed[index] = 1;
  }
  return changed;
}

const linear = (byte: number): number => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const bend = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);

function labOf(pixels: Uint8ClampedArray, at: number): [number, number, number] {
  const [r, g, b] = [linear(pixels[at]), linear(pixels[at + 1]), linear(pixels[at + 2])];
  const x = bend((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = bend(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = bend((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
