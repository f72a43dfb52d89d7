export * from "./algebra.ts";
export { inverseFactor } from "./inverse-factor.ts";
export { gemmModel } from "./gemm-graph.ts";
export { type Matrix, rowsOf, shareMatrix } from "./matrix.ts";
export * from "./pairs.ts";
export * from "./rank-rows.ts";
export type { Ranking } from "./score-heap.ts";
export * from "./top-k.ts";
