import type { GraphBuilder } from "@lesion-atlas/compute";

/** [n, l, width] -> [n, width]; a negative place counts from the end. */
export function rowAt(graph: GraphBuilder, tokens: string, place: number): string {
  return graph.node("Gather", [tokens, graph.integers([place], [])], { attributes: { axis: { int: 1 } } });
}

/**
 * Tokens travel as [texts x length, width], which fits every operator but attention; this leads to
 * [texts, length, width] and back.
 */
export interface TokenShape {
  /** [n, l, width] -> [n l, width]. */
  flatten(x: string, width: number): string;
  /** [n l, width] -> [n, l, width]. */
  unflatten(x: string, width: number): string;
  /** [n l, width] -> [n, width]: the first token of each sequence. */
  first(x: string, width: number): string;
}

/** @param batchAndLength name of an int64 value: the two sizes */
export function createTokenShape(graph: GraphBuilder, batchAndLength: string): TokenShape {
  const shapes = new Map<number, string>();

  function shapeOf(width: number): string {
    const known = shapes.get(width);
    if (known !== undefined) return known;
    const shape = graph.node("Concat", [batchAndLength, graph.integers([width])], { attributes: { axis: { int: 0 } } });
    shapes.set(width, shape);
    return shape;
  }

  const unflatten = (x: string, width: number) => graph.node("Reshape", [x, shapeOf(width)]);

  return {
    flatten: (x, width) => graph.node("Reshape", [x, graph.integers([-1, width])]),
    unflatten,
    first: (x, width) => rowAt(graph, unflatten(x, width), 0),
  };
}
