import { type ParsedConstant, type ParsedModel, type ParsedNode, elementTypes } from "@lesion-atlas/compute";
import { floatsOf } from "../quantize/read-constant.ts";

/** Who makes and who reads the values of a graph. */
export interface GraphLinks {
  readonly constants: ReadonlyMap<string, ParsedConstant>;
  readonly outputs: readonly string[];
  /** The operators that read a value. */
  readers(name: string): readonly ParsedNode[];
  /** The one operator that reads a value; undefined where several do, or where it is an output of the graph. */
  onlyReader(name: string): ParsedNode | undefined;
  /** The value of a float32 constant of one element. */
  scalar(name: string): number | undefined;
}

export function linksOf({ nodes, constants, outputs }: ParsedModel): GraphLinks {
  const byName = new Map(constants.map((constant) => [constant.name, constant]));
  const readersOf = new Map<string, ParsedNode[]>();
  for (const node of nodes) {
    for (const name of new Set(node.inputs)) readersOf.set(name, [...(readersOf.get(name) ?? []), node]);
  }
  const readers = (name: string) => readersOf.get(name) ?? [];
  return {
    constants: byName,
    outputs,
    readers,
    onlyReader: (name) => (readers(name).length === 1 && !outputs.includes(name) ? readers(name)[0] : undefined),
    scalar(name) {
      const constant = byName.get(name);
      if (constant?.elementType !== elementTypes.float32 || !constant.content || constant.content.length !== 4) return;
      return floatsOf(constant.content)[0];
    },
  };
}
