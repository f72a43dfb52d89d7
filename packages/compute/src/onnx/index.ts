export * from "./encode-model.ts";
export * from "./external-weights.ts";
export * from "./graph-builder.ts";
export type * from "./onnx-model.ts";
export { fusedDomain } from "./onnx-model.ts";
