export * from "./algebra/index.ts";
export * from "./lanes/index.ts";
export * from "./onnx/index.ts";
export * from "./session/index.ts";
export * from "./devices/index.ts";
