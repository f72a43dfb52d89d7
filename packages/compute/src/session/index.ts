export { guardProcessExit } from "./exit-guard.ts";
export * from "./model-session.ts";
export type * from "./model-signature.ts";
export * from "./processor-cores.ts";
export * from "./runtime-version.ts";
export * from "./simplify-model.ts";
export type { SessionOptions } from "./session-options.ts";
export * from "./tensor.ts";
export * from "./int8-dot-product.ts";
