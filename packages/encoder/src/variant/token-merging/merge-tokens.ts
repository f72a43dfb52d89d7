import {
  type GraphBuilder,
  type Initializer,
  type Node,
  type ParsedModel,
  type ParsedNode,
  createGraphBuilder,
  encodeRewrittenModel,
  parseOnnxModel,
} from "@lesion-atlas/compute";
import { AppError } from "@lesion-atlas/core";
import { type Tower, findBlocks } from "./find-blocks.ts";
import { mergeStep } from "./merge-step.ts";
import { mergedLengths } from "./merged-lengths.ts";
import { proportionalAttention } from "./proportional-attention.ts";

/** An image tower whose tokens are merged. */
export interface MergedTower {
  readonly model: ParsedModel;
  /** Tokens of an image that go into each block. */
  readonly lengths: readonly number[];
}

/**
 * Token merging (Bolya et al., Token Merging: Your ViT But Faster, ICLR 2023) in the graph of an image tower: behind the
 * attention of each block but the last the `merged` most alike pairs of tokens become one, and later attention counts a
 * token as often as it stands for. Of the last block only the class token is read, so nothing is merged there.
 *
 * @param merged tokens fewer a block, at least 1; more than half of them is cut to that
 * @throws AppError `invalid_input`, `unsupported` where the graph has not the shape that the import writes
 */
export function mergeTokens(model: ParsedModel, merged: number): MergedTower {
  if (!Number.isInteger(merged) || merged < 1) {
    throw new AppError("invalid_input", `${merged} tokens a block cannot be merged: give a whole number, 1 or more`);
  }
  const tower = findBlocks(model);
  const lengths = [tower.tokens, ...mergedLengths(tower.tokens, merged, tower.blocks.length - 1)];
  if (lengths[1] === lengths[0]) {
    throw new AppError("unsupported", `not supported: merging ${tower.tokens} tokens: there must be two patches`);
  }
  const { nodes, constants } = rewritten(model, tower, lengths);
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const left = model.constants.filter(({ name }) => used.has(name));
  const bytes = encodeRewrittenModel(model, nodes, [...left, ...constants]);
  return { model: parseOnnxModel(bytes), lengths };
}

function rewritten(model: ParsedModel, tower: Tower, lengths: readonly number[]) {
  const { width, heads } = tower;
  const nodes: (ParsedNode | Node)[] = [];
  const constants: Initializer[] = [];
  const write = (prefix: string, add: (graph: GraphBuilder) => void) => {
    const graph = createGraphBuilder("merging", { prefix: `merging.${prefix}.` });
    add(graph);
    const built = graph.build();
    nodes.push(...built.nodes);
    constants.push(...built.initializers);
  };
  let block = 0;
  let state = { images: "", sizes: "" };

  for (const node of model.nodes) {
    const rowShape = tower.rowShapes.get(node);
    const { attention, sum } = tower.blocks[Math.min(block, tower.blocks.length - 1)];
    const [before, after] = [lengths[block], lengths[block + 1]];
    if (tower.shapeNodes.has(node)) continue;
    if (rowShape !== undefined) {
      write(`shape.${node.outputs[0]}`, (graph) => {
        graph.node("Reshape", [node.inputs[0], graph.integers([-1, before, rowShape])], { outputs: node.outputs });
      });
    } else if (node === attention && block > 0) {
      const [queries, keys, values] = node.inputs;
      const inputs = { queries, keys, values, sizes: state.sizes, output: node.outputs[0] };
      write(`attention.${block}`, (graph) => {
        proportionalAttention(graph, { ...inputs, width, heads, tokens: before });
      });
    } else if (node === sum && before === after) {
      nodes.push(node);
      block += 1;
    } else if (node === sum) {
      const [, keys] = attention.inputs;
      write(`block.${block}`, (graph) => {
        if (block === 0) state = beginning(graph, tower);
        const rows = graph.node("Add", node.inputs);
        const step = mergeStep(graph, { rows, keys, ...state, width, heads, before, after });
        graph.node("Identity", [step.rows], { outputs: node.outputs });
        state = { ...state, sizes: step.sizes };
      });
      block += 1;
    } else {
      nodes.push(node);
    }
  }
  return { nodes, constants };
}

/** Every token stands for itself. */
function beginning(graph: GraphBuilder, { batch, tokens }: Tower) {
  const none = graph.integers([0], []);
  const places = graph.node("Range", [none, graph.node("Squeeze", [batch]), graph.integers([1], [])]);
  const count = graph.node("Mul", [batch, graph.integers([tokens])]);
  return {
    images: graph.node("Unsqueeze", [places, graph.integers([1])]),
    sizes: graph.node("Expand", [graph.floats([1]), count]),
  };
}
