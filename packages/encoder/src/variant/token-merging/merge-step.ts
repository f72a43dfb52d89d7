import type { GraphBuilder } from "@lesion-atlas/compute";

/** Names of the values that one step of merging reads, and its sizes. */
export interface MergeInputs {
  /** float32 [n l, width]. */
  readonly rows: string;
  /** float32 [n, l, width]: the keys of the attention before. */
  readonly keys: string;
  /** float32 [n l]: how many tokens of the image each row stands for. */
  readonly sizes: string;
  /** int64 [n, 1]: 0, 1, 2, ... */
  readonly images: string;
  readonly width: number;
  readonly heads: number;
  /** l. */
  readonly before: number;
  /** l of the result, at least half of l. */
  readonly after: number;
}

/**
 * One step of bipartite soft matching (Bolya et al., Token Merging: Your ViT But Faster, ICLR 2023, section 3): tokens at
 * even places each look for the most alike at an odd one, by the cosine of their keys' mean over the heads; the
 * `before - after` most alike pairs become one token, the average weighted by size. The first token never is one of them.
 * What stays keeps its order: the even ones, then the odd ones.
 *
 * Rows travel as [n l, width] and are gathered once; sums are done on the merged rows alone. `ScatterElements` and not
 * `ScatterND`, whose additions to one row race between onnxruntime's threads.
 *
 * @returns names: float32 [n l', width] and [n l']
 */
export function mergeStep(graph: GraphBuilder, inputs: MergeInputs): { rows: string; sizes: string } {
  const { rows, sizes, images, width, before, after } = inputs;
  const even = Math.ceil(before / 2);
  const merged = before - after;
  const { partner, order } = matching(graph, inputs, even);
  const part = (values: string, from: number, to: number) =>
    graph.node("Slice", [values, graph.integers([from]), graph.integers([to]), graph.integers([1])]);
  const given = part(order, 0, merged);
  const stays = topK(graph, part(order, merged, even), even - merged, { largest: 0 }).values;
  const taker = graph.node("GatherElements", [partner, given], { attributes: { axis: { int: 1 } } });

  const integer = (value: number) => graph.integers([value], []);
  const times = (values: string, factor: number) => graph.node("Mul", [values, integer(factor)]);
  const plus = (left: string, right: string) => graph.node("Add", [left, right]);
  const flat = (places: string) => graph.node("Reshape", [places, graph.integers([-1])]);
  const start = times(images, before);
  const evenPlace = (index: string) => plus(times(index, 2), start);
  const oddIndices = graph.integers(
    Array.from({ length: before - even }, (_, index) => 2 * index + 1),
    [1, before - even],
  );
  const kept = flat(graph.node("Concat", [evenPlace(stays), plus(oddIndices, start)], { attributes: axis(1) }));
  const from = flat(evenPlace(given));
  const onto = flat(plus(evenPlace(taker), integer(1)));
  const target = flat(plus(plus(taker, integer(even - merged)), times(images, after)));

  const take = (values: string, places: string) => graph.node("Gather", [values, places]);
  const add = (values: string, places: string, summands: string) =>
    graph.node("ScatterElements", [values, places, summands], {
      attributes: { ...axis(0), reduction: { text: "add" } },
    });
  const weights = take(sizes, from);
  const newSizes = add(take(sizes, kept), target, weights);
  const share = graph.node("Div", [weights, take(newSizes, target)]);
  const apart = graph.node("Sub", [take(rows, from), take(rows, onto)]);
  const column = (values: string) => graph.node("Unsqueeze", [values, graph.integers([1])]);
  const moved = graph.node("Mul", [apart, column(share)]);
  const targets = graph.node("Expand", [column(target), graph.integers([1, width])]);
  return { rows: add(take(rows, kept), targets, moved), sizes: newSizes };
}

/** @returns names: int64 [n, even], for each token at an even place the best at an odd one; and the tokens, best pair first */
function matching(graph: GraphBuilder, { keys, width, heads }: MergeInputs, even: number) {
  const byHead = graph.node("Reshape", [keys, graph.integers([0, 0, heads, width / heads])]);
  const mean = graph.node("ReduceMean", [byHead, graph.integers([2])], { attributes: { keepdims: { int: 0 } } });
  const unit = graph.node("LpNormalization", [mean], { attributes: { ...axis(-1), p: { int: 2 } } });
  const end = graph.integers([Number.MAX_SAFE_INTEGER]);
  const everySecond = (first: number) =>
    graph.node("Slice", [unit, graph.integers([first]), end, graph.integers([1]), graph.integers([2])]);
  const odd = graph.node("Transpose", [everySecond(1)], { attributes: { perm: { ints: [0, 2, 1] } } });
  const cosines = graph.node("MatMul", [everySecond(0), odd]);
  const best = graph.node("ReduceMax", [cosines, graph.integers([2])], { attributes: { keepdims: { int: 0 } } });
  const partner = graph.node("ArgMax", [cosines], { attributes: { ...axis(2), keepdims: { int: 0 } } });
  const classLast = graph.floats(
    Array.from({ length: even }, (_, place) => (place === 0 ? Number.NEGATIVE_INFINITY : 0)),
    [even],
  );
  const order = topK(graph, graph.node("Add", [best, classLast]), even, { largest: 1 }).indices;
  return { partner, order };
}

function topK(graph: GraphBuilder, values: string, count: number, { largest }: { largest: 0 | 1 }) {
  const first = graph.node("TopK", [values, graph.integers([count])], {
    outputs: [`${values}.sorted`, `${values}.order`],
    attributes: { ...axis(1), largest: { int: largest }, sorted: { int: 1 } },
  });
  return { values: first, indices: `${values}.order` };
}

function axis(int: number) {
  return { axis: { int } };
}
