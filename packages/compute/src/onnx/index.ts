export * from "./encode-model.ts";
export * from "./external-weights.ts";
export * from "./graph-builder.ts";
export type * from "./onnx-model.ts";
export { elementTypes, fusedDomain } from "./onnx-model.ts";
export * from "./parse-model.ts";
