import type { GraphBuilder } from "@lesion-atlas/compute";

/**
 * Tokens travel as [texts x length, width], which fits every operator but attention; this leads to
 * [texts, length, width] and back.
 */
export interface TokenShape {
  /** [n, l, width] -> [n l, width]. */
  flatten(x: string, width: number): string;
  /** [n l, width] -> [n, l, width]. */
  unflatten(x: string, width: number): string;
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

  return {
    flatten: (x, width) => graph.node("Reshape", [x, graph.integers([-1, width])]),
    unflatten: (x, width) => graph.node("Reshape", [x, shapeOf(width)]),
  };
}
