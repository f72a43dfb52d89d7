/** The operators that an output depends on, in their order. */
export function nodesRead<Node extends { inputs: readonly string[]; outputs: readonly string[] }>(
  nodes: readonly Node[],
  outputs: readonly string[],
): Node[] {
  const read = new Set(outputs);
  const kept = nodes.toReversed().filter((node) => {
    if (!node.outputs.some((name) => read.has(name))) return false;
    for (const name of node.inputs) read.add(name);
    return true;
  });
  return kept.reverse();
}
