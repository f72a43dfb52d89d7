import type { Device } from "@lesion-atlas/core";
import { InferenceSession, Tensor, env } from "onnxruntime-node";
import { gemmModel } from "../algebra/gemm-graph.ts";
import { ortOptions } from "../session/session-options.ts";

/** Runs a small graph on the device that the command line names; else says why it cannot, and ends with 1. */
try {
  // Which library is missing is in onnxruntime's log alone.
  env.logLevel = "error";
  const options = ortOptions({ device: process.argv[2] as Device, threads: 1 });
  const session = await InferenceSession.create(gemmModel(), options);
  const matrix = new Tensor("float32", Float32Array.of(1, 2, 3, 4), [2, 2]);
  await session.run({ left: matrix, right: matrix });
} catch (thrown) {
  process.stdout.write(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 1;
}
