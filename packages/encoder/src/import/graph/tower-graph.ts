import {
  type ExternalContent,
  type GraphBuilder,
  createExternalPlacement,
  createGraphBuilder,
} from "@lesion-atlas/compute";

/** A weight that a graph reads, and where its float32 values will lie. */
export interface PlannedWeight {
  /** In open_clip's naming, without the prefix of the text tower. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly place: ExternalContent;
}

/** A graph of one tower under construction. */
export interface TowerGraph extends GraphBuilder {
  /** Reads a weight of the checkpoint. @returns the constant's name */
  weight(name: string, shape: readonly number[]): string;
  /** Every weight that was read, in the order of their places. */
  readonly planned: readonly PlannedWeight[];
}

/**
 * Starts a tower's graph. Its weights are only planned: that the checkpoint has them can be checked before a byte is
 * written, and they are then copied one at a time.
 *
 * @param location name of the file beside the graph's that will hold the weights
 */
export function createTowerGraph(name: string, location: string): TowerGraph {
  const graph = createGraphBuilder(name);
  const place = createExternalPlacement(location);
  const planned: PlannedWeight[] = [];
  return {
    ...graph,
    planned,
    weight(weightName, shape) {
      const byteLength = shape.reduce((product, size) => product * size, Float32Array.BYTES_PER_ELEMENT);
      const content = place(byteLength);
      planned.push({ name: weightName, shape, place: content });
      return graph.constant(weightName, "float32", shape, content);
    },
  };
}
