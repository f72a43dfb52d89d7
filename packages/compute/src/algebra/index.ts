export * from "./algebra.ts";
export * from "./gemm-graph.ts";
export * from "./matrix.ts";
export * from "./pairs.ts";
export * from "./rank-rows.ts";
export type { Ranking } from "./score-heap.ts";
export * from "./top-k.ts";
