/** What a graph can be run on: onnxruntime's execution providers, by their names in onnxruntime-node. */
export const deviceNames = ["cpu", "cuda", "dml", "coreml", "webgpu"] as const;

/** One of `deviceNames`. */
export type Device = (typeof deviceNames)[number];
