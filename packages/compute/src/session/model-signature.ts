import type { InferenceSession } from "onnxruntime-node";

/** An input or output: a size of the shape is a number, or a name where it is known only at run time. */
export interface ValueSignature {
  name: string;
  type: string;
  shape: readonly (number | string)[];
}

/** What a graph takes and gives. */
export interface ModelSignature {
  inputs: readonly ValueSignature[];
  outputs: readonly ValueSignature[];
}

/** Reads the signature of an open onnxruntime session; values that are no tensors are left out. */
export function signatureOf(session: InferenceSession): ModelSignature {
  const read = (values: readonly InferenceSession.ValueMetadata[]): ValueSignature[] =>
    values.flatMap((value) => (value.isTensor ? [{ name: value.name, type: value.type, shape: value.shape }] : []));
  return { inputs: read(session.inputMetadata), outputs: read(session.outputMetadata) };
}
