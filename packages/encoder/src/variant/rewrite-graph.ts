import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createExternalWeights, encodeRewrittenModel, parseOnnxModel } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { createConstantStore } from "./quantize/constant-store.ts";
import { type StoredPrecision, rewritePrecision } from "./quantize/rewrite-precision.ts";
import { mergeTokens } from "./token-merging/merge-tokens.ts";

/** What is done to a graph. */
export interface GraphChanges {
  /** As it is unless given. */
  precision?: StoredPrecision;
  /** Tokens that are merged in each block. */
  mergedTokens?: number;
}

export interface RewrittenGraph {
  /** Products that now run in int8. */
  products: number;
  /** Constants that are now stored in float16. */
  halves: number;
  /** Tokens that go into each block, where they are merged. */
  lengths?: readonly number[];
}

/**
 * Writes a graph of `from` into `to` with its tokens merged, its large weights in fewer bits, or both. Memory holds one
 * weight.
 *
 * @param file `image.onnx` or `text.onnx`; weights go into `FILE.data`
 * @throws AppError `model_invalid`, `cancelled`; as `mergeTokens`
 */
export async function rewriteGraph(
  from: string,
  to: string,
  file: string,
  { precision, mergedTokens }: GraphChanges,
  { signal }: CallOptions = {},
): Promise<RewrittenGraph> {
  const given = parseOnnxModel(await readFile(join(from, file)));
  const { model, lengths } = mergedTokens === undefined ? { model: given } : mergeTokens(given, mergedTokens);
  const weights = await createExternalWeights(join(to, `${file}.data`));
  const store = createConstantStore(from, weights, { signal });
  try {
    const { nodes, products } = await rewritePrecision(model, precision, store);
    await writeFile(join(to, file), encodeRewrittenModel(model, nodes, store.constants), { flag: "wx" });
    return { products, halves: store.halves(), lengths };
  } finally {
    await weights.close();
  }
}
