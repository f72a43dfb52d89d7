export * from "./encode-model.ts";
export * from "./external-weights.ts";
export * from "./graph-builder.ts";
export * from "./onnx-model.ts";
