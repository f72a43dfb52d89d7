import type { ImageTower } from "../configuration/clip-configuration.ts";
import { attentionPool } from "./attention-pool.ts";
import { normalise, project } from "./layers.ts";
import { type TokenShape, createTokenShape, rowAt } from "./token-shape.ts";
import { type TowerGraph, createTowerGraph } from "./tower-graph.ts";
import { transformer, transformerToFirstToken } from "./transformer.ts";

/** Names of the image graph's input, float32 [batch, 3, size, size], and of its output, float32 [batch, dimensions]. */
export const imageValues = { input: "pixel_values", output: "embedding" } as const;

/**
 * The graph of an image tower as `VisionTransformer` of open_clip 3.3.0 computes it; the embedding is not normalised.
 *
 * @param location file of the weights, beside the graph's own
 */
export function imageTowerGraph(tower: ImageTower, dimensions: number, location: string): TowerGraph {
  const graph = createTowerGraph("image", location);
  const { imageSize } = tower;
  const { width, epsilon } = tower.transformer;
  const pixels = graph.input(imageValues.input, "float32", ["batch", 3, imageSize, imageSize]);

  const { tokens, batchAndLength } = patchTokens(graph, tower, pixels);
  const shape = createTokenShape(graph, batchAndLength);
  const flat = shape.flatten(tokens, width);
  const first = tower.normalisedBefore ? normalise(graph, "visual.ln_pre", flat, width, epsilon) : flat;
  const pooled = pooledImage(graph, tower, dimensions, shape, first);
  const pooledWidth = tower.attentionPool ? dimensions : width;
  const embedding = project(graph, "visual.proj", pooled, pooledWidth, dimensions);
  graph.output(embedding, imageValues.output, "float32", ["batch", dimensions]);
  return graph;
}

/** The class token and one token for each patch, with the embeddings of their positions: [n, patches + 1, width]. */
function patchTokens(graph: TowerGraph, { imageSize, patchSize, transformer: { width } }: ImageTower, pixels: string) {
  const patches = Math.floor(imageSize / patchSize) ** 2;
  const sides = { ints: [patchSize, patchSize] };
  const kernels = graph.weight("visual.conv1.weight", [width, 3, patchSize, patchSize]);
  const maps = graph.node("Conv", [pixels, kernels], { attributes: { kernel_shape: sides, strides: sides } });
  const rows = graph.node("Reshape", [maps, graph.integers([0, width, patches])]);
  const words = graph.node("Transpose", [rows], { attributes: { perm: { ints: [0, 2, 1] } } });

  const batch = graph.node("Slice", [graph.node("Shape", [pixels]), graph.integers([0]), graph.integers([1])]);
  const concat = (values: readonly string[], axis: number) =>
    graph.node("Concat", values, { attributes: { axis: { int: axis } } });
  const one = concat([batch, graph.integers([1, width])], 0);
  const classToken = graph.node("Expand", [graph.weight("visual.class_embedding", [width]), one]);
  const places = graph.weight("visual.positional_embedding", [patches + 1, width]);
  const tokens = graph.node("Add", [concat([classToken, words], 1), places]);
  return { tokens, batchAndLength: concat([batch, graph.integers([patches + 1])], 0) };
}

/**
 * The blocks, and what of their last tokens becomes the embedding.
 *
 * @param x [n l, width]
 * @returns [n, width], or [n, dimensions] through an attention pool
 */
function pooledImage(graph: TowerGraph, tower: ImageTower, dimensions: number, shape: TokenShape, x: string): string {
  const { width, epsilon } = tower.transformer;
  const { pooling, attentionPool: pool } = tower;
  const normalised = (rows: string) => normalise(graph, "visual.ln_post", rows, pool ? dimensions : width, epsilon);
  const blocks = "visual.transformer";

  // The normalisation of one row does not depend on the others.
  if (pooling === "token" && !pool) {
    return normalised(transformerToFirstToken(graph, blocks, x, shape, tower.transformer));
  }
  const tokens = shape.unflatten(transformer(graph, blocks, x, shape, tower.transformer, { causal: false }), width);
  const rows = pool ? attentionPool(graph, tower, pool, dimensions, tokens) : tokens;
  if (pooling === "token") return normalised(rowAt(graph, rows, 0));
  if (tower.normalisedAfterPooling && !pool) return normalised(meanWithoutFirst(graph, rows));
  return meanWithoutFirst(graph, normalised(rows));
}

function meanWithoutFirst(graph: TowerGraph, rows: string): string {
  const end = graph.integers([Number.MAX_SAFE_INTEGER]);
  const others = graph.node("Slice", [rows, graph.integers([1]), end, graph.integers([1])]);
  return graph.node("ReduceMean", [others, graph.integers([1])], { attributes: { keepdims: { int: 0 } } });
}
