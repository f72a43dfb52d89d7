import { AppError } from "@lesion-atlas/core";
import { InferenceSession, env } from "onnxruntime-node";
import { ortOptions } from "./session-options.ts";

/**
 * Writes a model as onnxruntime simplifies it, in standard operators: constants computed, batch normalizations and pads
 * taken into convolutions, what nothing reads left out. Weights lie in the file itself.
 *
 * @param source path of an ONNX file
 * @throws AppError `model_invalid`
 */
export async function simplifyModel(source: string, target: string): Promise<void> {
  env.logLevel = "fatal";
  const options = { ...ortOptions({}), graphOptimizationLevel: "basic", optimizedModelFilePath: target } as const;
  try {
    await (await InferenceSession.create(source, options)).release();
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError("model_invalid", `${source} cannot be simplified: ${reason}`, { cause: thrown });
  }
}
