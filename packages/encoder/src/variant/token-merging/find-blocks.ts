import { type ParsedModel, type ParsedNode, fusedDomain } from "@lesion-atlas/compute";
import { AppError } from "@lesion-atlas/core";
import { constantIntegers } from "../constant-integers.ts";

/** The attention of one block, with what stands round it. */
export interface AttentionBlock {
  /** `MultiHeadAttention` of queries, keys and values. */
  readonly attention: ParsedNode;
  /** Adds what the attention gave to what went into the block; none where only the class token goes on. */
  readonly sum?: ParsedNode;
}

/** A tower of the shape that the import writes: blocks in a row, of the last of which only the class token is read. */
export interface Tower {
  readonly blocks: readonly AttentionBlock[];
  /** Components of a token. */
  readonly width: number;
  readonly heads: number;
  /** Of an image, the class token included. */
  readonly tokens: number;
  /** Name of an int64 value [1]: how many images. */
  readonly batch: string;
  /** Reshapes to [n, tokens, components] -> the components. */
  readonly rowShapes: ReadonlyMap<ParsedNode, number>;
  /** What computes the shapes of those. */
  readonly shapeNodes: ReadonlySet<ParsedNode>;
}

/** Operators between an attention and the sum behind it: its projection and the scale of its branch. */
const behindAttention = ["Reshape", "Gemm", "MatMul", "DynamicQuantizeMatMul", "Mul", "Add"];

/**
 * Finds the blocks of an image tower.
 *
 * @throws AppError `unsupported` for every other graph, with the reason
 */
export function findBlocks(model: ParsedModel): Tower {
  const integers = constantIntegers(model);
  const producers = new Map(model.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const producer = (name: string, operator: string): ParsedNode => {
    const found = producers.get(name);
    if (found?.operator === operator) return found;
    throw refusal("its attention is not laid out as the import lays it out, or its tokens are merged already");
  };

  const attentions = model.nodes.filter(
    ({ operator, domain }) => operator === "MultiHeadAttention" && domain === fusedDomain,
  );
  if (attentions.length === 0) throw refusal("it has no blocks of attention as the import writes them");
  if (attentions.length === 1) throw refusal("it has one block of attention, and the class token alone leaves that");
  for (const { inputs, integers: flags, attributes } of attentions) {
    const isMasked = inputs.slice(3).some(Boolean) || flags.unidirectional === 1;
    if (isMasked || attributes.includes("scale")) throw refusal("its attention has a mask or a scale of its own");
  }

  const splits = attentions.map(({ inputs: [, keys] }) => producer(keys, "Split"));
  const readsAll = attentions.map(({ inputs: [queries] }, index) => splits[index].outputs[0] === queries);
  if (readsAll.at(-1) || !readsAll.slice(0, -1).every(Boolean)) {
    throw refusal("its embedding is made of more than the class token");
  }
  const shape = producer(producer(splits[0].inputs[0], "Reshape").inputs[1], "Concat");
  const sizes = producer(shape.inputs[0], "Concat");
  const [batch, length] = sizes.inputs;
  const tokens = integers.get(length)?.[0];
  const packed = integers.get(shape.inputs[1])?.[0];
  if (tokens === undefined || packed === undefined) throw refusal("the number of its tokens is not in its file");

  const concats = model.nodes.filter(({ inputs }) => inputs.includes(sizes.outputs[0]));
  const components = new Map(concats.map((node) => [node.outputs[0], integers.get(node.inputs[1] ?? "")?.[0]]));
  const readers = model.nodes.filter(({ inputs }) => inputs.some((name) => components.has(name)));
  const rowShapes = new Map(
    readers.map((node) => {
      const count = components.get(node.inputs[1]);
      if (node.operator !== "Reshape" || count === undefined) {
        throw refusal("something else than its blocks reads the number of its tokens");
      }
      return [node, count] as const;
    }),
  );
  const blocks = attentions.map((attention, index) => ({
    attention,
    sum: readsAll[index] ? sumBehind(model, attention) : undefined,
  }));
  const heads = attentions[0].integers.num_heads;
  return { blocks, width: packed / 3, heads, tokens, batch, rowShapes, shapeNodes: new Set([sizes, ...concats]) };
}

function sumBehind({ nodes, constants }: ParsedModel, attention: ParsedNode): ParsedNode {
  const known = new Set(constants.map(({ name }) => name));
  for (let [value] = attention.outputs; ;) {
    const [reader, ...others] = nodes.filter(({ inputs }) => inputs.includes(value));
    if (!reader || others.length > 0 || !behindAttention.includes(reader.operator)) {
      throw refusal("what follows its attention is not a projection and a sum");
    }
    if (reader.operator === "Add" && !reader.inputs.some((name) => known.has(name))) return reader;
    [value] = reader.outputs;
  }
}

function refusal(reason: string): AppError {
  return new AppError("unsupported", `not supported: merging the tokens of this image tower: ${reason}`);
}
