export * from "./auroc.ts";
export * from "./balanced-accuracy.ts";
export * from "./calibration-error.ts";
export * from "./group-resamples.ts";
export * from "./grouped-bootstrap.ts";
export * from "./ranking-metrics.ts";
