import { type ParsedModel, type ParsedNode, elementTypes } from "@lesion-atlas/compute";
import { constantIntegers } from "../constant-integers.ts";

/** A product with a constant matrix, or with some of its rows as they are stored. */
export interface PlannedProduct {
  readonly node: ParsedNode;
  /** Name of the constant. */
  readonly weight: string;
  /** Of the matrix that is multiplied by. */
  readonly rows: number;
  readonly columns: number;
  /** Whether the weight is stored as [columns, rows]. */
  readonly transposed: boolean;
  /** The first stored row that is used, where a `Slice` stands between. */
  readonly first?: number;
  readonly bias?: string;
}

/** Fewer values than this are not worth the rounding of the other side. */
const smallestMatrix = 4096;

/**
 * The products of a graph that int8 arithmetic can take over: `MatMul`, and `Gemm` without factors. Those with rows of a
 * packed matrix, the last block's, are one part in 50 of the time of an int8 ViT-L, in six blocks one in twelve.
 */
export function plannedProducts(model: ParsedModel): PlannedProduct[] {
  const stored = new Map(
    model.constants
      .filter(({ elementType }) => elementType === elementTypes.float32)
      .map(({ name, dimensions }) => [name, { weight: name, shape: dimensions }]),
  );
  const known = new Map<string, Stored>([...stored, ...slices(model, stored)]);
  return model.nodes.flatMap((node): PlannedProduct[] => {
    const { weight, shape, first } = known.get(node.inputs[1] ?? "") ?? { weight: "", shape: [] };
    if (shape.length !== 2 || shape[0] * shape[1] < smallestMatrix || node.domain !== "") return [];
    const matrix = { node, weight, first };
    if (node.operator === "MatMul") return [{ ...matrix, rows: shape[0], columns: shape[1], transposed: false }];
    const isPlain = node.attributes.every((name) => name === "transB") && node.operator === "Gemm";
    if (!isPlain) return [];
    const transposed = node.integers.transB === 1;
    const [rows, columns] = transposed ? [shape[1], shape[0]] : shape;
    const bias = node.inputs[2] || undefined;
    const biasShape = known.get(bias ?? "")?.shape ?? [];
    if (bias !== undefined && !(biasShape.length === 1 && biasShape[0] === columns)) return [];
    return [{ ...matrix, rows, columns, transposed, bias }];
  });
}

interface Stored {
  weight: string;
  shape: readonly number[];
  first?: number;
}

/** Whole rows of constants, as the import takes the class token's queries out of a packed projection. */
function slices(model: ParsedModel, stored: ReadonlyMap<string, Stored>): [string, Stored][] {
  const integers = constantIntegers(model);
  return model.nodes.flatMap(({ operator, inputs, outputs }): [string, Stored][] => {
    const source = stored.get(inputs[0] ?? "");
    const [first, end] = inputs.slice(1).map((name) => integers.get(name)?.[0] ?? -1);
    if (operator !== "Slice" || inputs.length !== 3 || !source || first < 0 || end <= first) return [];
    const [length, ...others] = source.shape;
    if (end > length) return [];
    return [[outputs[0], { weight: source.weight, shape: [end - first, ...others], first }]];
  });
}
