/**
 * Writes phantoms for training (style A) and for a look at style B, which never trains:
 * `node training/phantoms/export-phantoms.ts OUT COUNT SEED [A|B]`.
 *
 * OUT.rgb holds the pictures one after another (RGB bytes, 384x288), OUT.jsonl one line each: kind of lesion, view and
 * measured truth. Half of the lesions are archetypes (with a diagnosis), half have features drawn each on its own.
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import {
  createRandom,
  drawArchetype,
  drawArtefacts,
  drawCamera,
  drawClinicalArtefacts,
  drawIndependentArtefacts,
  drawIndependentLesion,
  drawLesion,
  drawSkinParameters,
  drawView,
  plainParameters,
  renderPhantom,
} from "@lesion-atlas/phantom";

const clinicalShare = 0.15;
const independentShare = 0.5;

/** One phantom: parameters, pixels and truth, all decided by the seed. */
function drawPhantom(seed: number, style: "A" | "B") {
  const random = createRandom(seed, "training");
  const independent = random.chance(independentShare);
  const archetype = independent ? undefined : drawArchetype(random);
  const lesion = archetype ? drawLesion(random, archetype) : drawIndependentLesion(random);
  const kind = random.chance(clinicalShare) ? "clinical" : "dermoscopic";
  const dermoscopic = independent ? drawIndependentArtefacts : drawArtefacts;
  const parameters = {
    ...plainParameters(seed),
    ...lesion,
    style,
    view: drawView(random, kind),
    skin: drawSkinParameters(random, random.integer(1, 6), random.integer(20, 85)),
    artefacts: kind === "clinical" ? drawClinicalArtefacts(random) : dermoscopic(random),
    camera: drawCamera(random),
  };
  const { pixels, truth } = renderPhantom(parameters);
  return { pixels, line: { seed, archetype: archetype?.name, kind, jpeg: parameters.camera.jpegQuality, truth } };
}

async function write(stream: WriteStream, chunk: Uint8Array | string): Promise<void> {
  if (!stream.write(chunk)) await new Promise((resolve) => stream.once("drain", resolve));
}

const [out, count, firstSeed, style = "A"] = process.argv.slice(2);
const pictures = createWriteStream(`${out}.rgb`);
const lines = createWriteStream(`${out}.jsonl`);
for (let index = 0; index < Number(count); index += 1) {
  const { pixels, line } = drawPhantom(Number(firstSeed) + index, style === "B" ? "B" : "A");
  await write(pictures, new Uint8Array(pixels));
  await write(lines, `${JSON.stringify(line)}\n`);
}
pictures.end();
lines.end();
await Promise.all([finished(pictures), finished(lines)]);
