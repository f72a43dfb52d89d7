import type { ParsedModel } from "@lesion-atlas/compute";

/** Whether most weights of a graph belong to convolutions. Weights may be stored in another type and cast. */
export function isConvolutional({ nodes, constants }: ParsedModel): boolean {
  const dimensions = new Map(constants.map((constant) => [constant.name, constant.dimensions]));
  for (const { operator, inputs, outputs } of nodes) {
    const cast = operator === "Cast" ? dimensions.get(inputs[0]) : undefined;
    if (cast) dimensions.set(outputs[0], cast);
  }
  const weightsOf = (operators: readonly string[]) =>
    nodes
      .filter(({ operator }) => operators.includes(operator))
      .map(({ inputs }) => (dimensions.get(inputs[1] ?? "") ?? [0]).reduce((product, size) => product * size, 1))
      .filter((count) => count > 0);
  const [convolutions, products] = [weightsOf(["Conv"]), weightsOf(["MatMul", "Gemm"])];
  // One alone cuts an image into the patches of a transformer.
  return convolutions.length > 1 && sum(convolutions) > sum(products);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
