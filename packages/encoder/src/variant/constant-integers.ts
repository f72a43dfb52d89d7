import { type ParsedConstant, type ParsedModel, elementTypes } from "@lesion-atlas/compute";

/** The int64 constants of a graph that lie in its file (axes, shapes, bounds), by name. */
export function constantIntegers({ constants }: ParsedModel): Map<string, number[]> {
  return new Map(
    constants
      .filter(({ elementType, content }) => elementType === elementTypes.int64 && content !== undefined)
      .map((constant) => [constant.name, integersOf(constant)]),
  );
}

function integersOf({ content = new Uint8Array() }: ParsedConstant): number[] {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: content.byteLength / 8 }, (_, index) => Number(view.getBigInt64(index * 8, true)));
}
