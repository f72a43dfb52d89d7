export * from "./compute.ts";
export type * from "./lane-algebra.ts";
export type { LaneOptions } from "./lane-options.ts";
export type { ModelHandle, ModelOptions } from "./model-handle.ts";
