import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { readOpenClipConfiguration } from "../../packages/encoder/src/import/configuration/read-open-clip.ts";
import { clipGraphs } from "../../packages/encoder/src/import/graph/clip-graphs.ts";

/** Random values are drawn once and written again and again. */
const blockValues = 1 << 22;
/** Each tensor begins this many values further on: onnxruntime keeps weights that are equal once, and fewer caches miss. */
const shift = 104_729;

/**
 * Writes an open_clip folder with random weights (safetensors, float32, -0.02..0.02).
 *
 * @param model `model_cfg` of the `open_clip_config.json`
 * @returns bytes of the weights
 */
export function writeRandomCheckpoint(folder: string, model: object): number {
  const configuration = { model_cfg: model, preprocess_cfg: {} };
  writeFileSync(join(folder, "open_clip_config.json"), JSON.stringify(configuration));
  const weights = clipGraphs(readOpenClipConfiguration(configuration)).flatMap(({ graph }) => graph.planned);
  const header: Record<string, object> = { logit_scale: { dtype: "F32", shape: [], data_offsets: [0, 4] } };
  let end = 4;
  for (const { name, shape, place } of weights) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + place.length] };
    end += place.length;
  }

  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(head.length));
  const file = openSync(join(folder, "open_clip_model.safetensors"), "wx");
  for (const part of [length, head, new Float32Array([Math.log(100)])]) writeSync(file, part);
  const block = Float32Array.from({ length: blockValues }, () => (Math.random() - 0.5) * 0.04);
  for (const [index, { place }] of weights.entries()) {
    let start = (index * shift) % blockValues;
    for (let left = place.length / 4; left > 0; start = 0) {
      const part = block.subarray(start, start + left);
      writeSync(file, part);
      left -= part.length;
    }
  }
  closeSync(file);
  return end;
}
