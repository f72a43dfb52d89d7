import { type ParsedModel, type ParsedNode, elementTypes } from "@lesion-atlas/compute";

/** A product with a constant matrix. */
export interface PlannedProduct {
  readonly node: ParsedNode;
  readonly weight: string;
  readonly rows: number;
  readonly columns: number;
  /** Whether the weight is stored as [columns, rows]. */
  readonly transposed: boolean;
  readonly bias?: string;
}

/** Fewer values than this are not worth the rounding of the other side. */
const smallestMatrix = 4096;

/** The products of a graph that int8 arithmetic can take over: `MatMul`, and `Gemm` without factors. */
export function plannedProducts({ nodes, constants }: ParsedModel): PlannedProduct[] {
  const matrices = new Map(
    constants
      .filter(({ elementType, dimensions }) => elementType === elementTypes.float32 && dimensions.length === 2)
      .map(({ name, dimensions }) => [name, dimensions]),
  );
  const vectors = new Map(
    constants.filter(({ dimensions }) => dimensions.length === 1).map(({ name, dimensions }) => [name, dimensions[0]]),
  );
  return nodes.flatMap((node): PlannedProduct[] => {
    const weight = node.inputs[1] ?? "";
    const shape = matrices.get(weight);
    if (!shape || shape[0] * shape[1] < smallestMatrix || node.domain !== "") return [];
    if (node.operator === "MatMul") return [{ node, weight, rows: shape[0], columns: shape[1], transposed: false }];
    const isPlain = node.attributes.every((name) => name === "transB") && node.operator === "Gemm";
    if (!isPlain) return [];
    const transposed = node.integers.transB === 1;
    const [rows, columns] = transposed ? [shape[1], shape[0]] : shape;
    const bias = node.inputs[2] || undefined;
    if (bias !== undefined && vectors.get(bias) !== columns) return [];
    return [{ node, weight, rows, columns, transposed, bias }];
  });
}
