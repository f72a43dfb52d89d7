import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { createRandom } from "../noise/random.ts";
import type { PhantomParameters } from "../parameters/parameters.ts";
import { drawPhantom } from "../render-phantom.ts";
import { measureTruth } from "../truth/measure-truth.ts";
import { archiveRows, type ArchiveRows } from "./archive-rows.ts";
import { editPicture, type Picture } from "./edit-drawn.ts";
import type { BrokenKind, ImagePlan } from "./image-plan.ts";
import { encodeMasks } from "./mask-file.ts";
import { drawOffTopic } from "./off-topic.ts";

/** What a failed download leaves behind. */
const errorPage = "<html><body>404 Not Found</body></html>\n";

/** Draws one image of an archive, writes `images/ID.jpg` and `truth/masks/ID.png`, and returns its rows. */
export async function writeImage(out: string, plan: ImagePlan, masks: boolean): Promise<ArchiveRows> {
  const { drawn, parameters } = drawPicture(plan);
  const { width, height } = parameters;
  const truth = plan.edit?.kind === "broken" ? undefined : measureTruth(parameters, drawn);
  const quality = parameters.camera.jpegQuality;
  let bytes: Buffer = await sharp(drawn.pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: quality > 90 ? "4:4:4" : "4:2:0" })
    .toBuffer();
  if (plan.edit?.kind === "broken") bytes = breakFile(bytes, plan.edit.how, plan.edit.seed);
  await writeWhole(join(out, "images", `${plan.isicId}.jpg`), bytes);
  if (masks && truth) {
    await writeWhole(join(out, "truth", "masks", `${plan.isicId}.png`), await encodeMasks(drawn.masks, width, height));
  }
  return archiveRows(plan, parameters, truth);
}

function drawPicture({ parameters, edit }: ImagePlan): Picture {
  if (edit?.kind === "off-topic") return { parameters, drawn: offTopic(parameters, edit.seed) };
  const picture = { parameters, drawn: drawPhantom(parameters) };
  return edit && edit.kind !== "broken" ? editPicture(picture, edit.kind, edit.seed) : picture;
}

function offTopic({ width, height }: PhantomParameters, seed: number): Picture["drawn"] {
  const none = new Float32Array(width * height);
  return {
    pixels: drawOffTopic(width, height, seed),
    masks: {},
    neutral: [none, none, none],
    hidden: new Uint8Array(width * height),
  };
}

function breakFile(bytes: Buffer, how: BrokenKind, seed: number): Buffer {
  if (how === "empty") return Buffer.alloc(0);
  if (how === "truncated") return bytes.subarray(0, Math.floor(bytes.length * 0.4));
  if (how === "not an image") return Buffer.from(errorPage);
  const random = createRandom(seed, "overwritten");
  return Buffer.from(bytes).map((byte, at) => (at < 600 ? random.integer(0, 255) : byte)) as Buffer;
}

/** Writes through a second name, so that a file is never there in part. */
async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await writeFile(`${path}.partial`, bytes);
  await rename(`${path}.partial`, path);
}
