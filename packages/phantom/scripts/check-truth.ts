/*
 * Checks the truth of phantoms drawn --independent: `node packages/phantom/scripts/check-truth.ts [COUNT] [A|B]`.
 * Each phantom is drawn again without each of its visible features; the outline is measured by a second method; the
 * whole is drawn twice. Prints a table for docs/phantoms.md.
 */
import { planImages } from "../src/archive/plan-images.ts";
import { resolveArchiveOptions } from "../src/archive/archive-options.ts";
import { renderPhantom, type PhantomTruth } from "../src/index.ts";
import { measureAgain } from "./second-outline.ts";
import { agreementOfMasks, featureNames, type FeatureName } from "./without-feature.ts";

const count = Number(process.argv[2] ?? 200);
const style = (process.argv[3] ?? "A") as "A" | "B";
/** Features with fewer visible pixels than this are too small for an IoU to say anything. */
const fewestPx = 100;

const ious = new Map<FeatureName, number[]>(featureNames.map((name) => [name, []]));
const outlineErrors = new Map<string, number[]>();
let unequal = 0;
for (const { parameters } of planImages(resolveArchiveOptions({ count, seed: 2016, style, independent: true }))) {
  const phantom = renderPhantom(parameters);
  const again = renderPhantom(parameters);
  if (!Buffer.from(phantom.pixels).equals(Buffer.from(again.pixels))) unequal++;
  if (JSON.stringify(phantom.truth) !== JSON.stringify(again.truth)) unequal++;
  const visible = featureNames.filter((name) => pixelsOf(phantom.masks[name]) >= fewestPx);
  for (const { name, iou } of agreementOfMasks(phantom, parameters, visible)) ious.get(name)?.push(iou);
  compareOutline(phantom.truth, measureAgain(phantom.masks.lesion!, phantom.width, phantom.height));
}

function pixelsOf(mask: Uint8Array | undefined): number {
  return mask ? mask.reduce((sum, bit) => sum + bit, 0) : 0;
}

function compareOutline({ outline }: PhantomTruth, second: ReturnType<typeof measureAgain>): void {
  for (const name of ["areaPx", "perimeterPx", "diameterPx", "borderIrregularity"] as const) {
    push(name, Math.abs(outline[name] / second[name] - 1));
  }
  if (second.roundness > 0.95) return;
  for (const name of ["asymmetryMajor", "asymmetryMinor"] as const) push(name, Math.abs(outline[name] - second[name]));
}

function push(name: string, error: number): void {
  outlineErrors.set(name, [...(outlineErrors.get(name) ?? []), error]);
}

const lines = ["| feature | phantoms | IoU median | IoU lowest | below 0.8 |", "| --- | --- | --- | --- | --- |"];
for (const [name, values] of ious) {
  if (values.length === 0) continue;
  const sorted = values.toSorted((a, b) => a - b);
  const below = sorted.filter((value) => value < 0.8).length;
  lines.push(
    `| ${name} | ${sorted.length} | ${sorted[sorted.length >> 1].toFixed(3)} | ${sorted[0].toFixed(3)} | ${below} |`,
  );
}
lines.push("", "| outline | lesions | median error | largest |", "| --- | --- | --- | --- |");
for (const [name, values] of outlineErrors) {
  const sorted = values.toSorted((a, b) => a - b);
  const kind = name.startsWith("asymmetry") ? "absolute" : "relative";
  lines.push(
    `| ${name} (${kind}) | ${sorted.length} | ${sorted[sorted.length >> 1].toFixed(4)} | ${sorted.at(-1)!.toFixed(4)} |`,
  );
}
lines.push("", `phantoms whose second drawing differs: ${unequal}`);
process.stdout.write(`${lines.join("\n")}\n`);
