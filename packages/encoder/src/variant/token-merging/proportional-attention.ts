import { type GraphBuilder, fusedDomain } from "@lesion-atlas/compute";

/** Names of the values of an attention, and its sizes. */
export interface AttentionInputs {
  /** float32 [n, q, width]. */
  readonly queries: string;
  /** float32 [n, l, width], as the values. */
  readonly keys: string;
  readonly values: string;
  /** float32 [n l]: how many tokens of the image each one stands for. */
  readonly sizes: string;
  /** Name of the result. */
  readonly output: string;
  readonly width: number;
  readonly heads: number;
  /** l. */
  readonly tokens: number;
}

/**
 * Attention in which a token of size s counts s times: softmax(q k / sqrt(d) + log s). The logarithm goes in as one more
 * component of each head, 1 in the queries and sqrt(d) log s in the keys: with 257 tokens of 16 heads that takes 7 % more
 * than the plain operator, a mask 22 %, since that keeps onnxruntime from its blockwise kernel.
 */
export function proportionalAttention(graph: GraphBuilder, inputs: AttentionInputs): void {
  const { queries, keys, values, sizes, output, width, heads, tokens } = inputs;
  const depth = width / heads;
  const byHead = (rows: string) => graph.node("Reshape", [rows, graph.integers([0, 0, heads, depth])]);
  const joined = (rows: string) => graph.node("Reshape", [rows, graph.integers([0, 0, heads * (depth + 1)])]);
  const ones = graph.node("Pad", [byHead(queries), graph.integers([0, 0, 0, 0, 0, 0, 0, 1]), graph.floats([1])]);
  const logarithms = graph.node("Mul", [graph.node("Log", [sizes]), graph.floats([Math.sqrt(depth)])]);
  const byToken = graph.node("Reshape", [logarithms, graph.integers([-1, tokens, 1, 1])]);
  const column = graph.node("Expand", [byToken, graph.integers([1, 1, heads, 1])]);
  const weighted = graph.node("Concat", [byHead(keys), column], { attributes: { axis: { int: 3 } } });
  graph.node("MultiHeadAttention", [joined(ones), joined(weighted), values], {
    domain: fusedDomain,
    outputs: [output],
    attributes: { num_heads: { int: heads }, scale: { float: 1 / Math.sqrt(depth) } },
  });
}
