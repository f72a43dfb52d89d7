import { AppError } from "@lesion-atlas/core";

/** An error `unsupported`: the checkpoint is sound, but this importer cannot turn it into a graph. */
export function notSupported(what: string): AppError {
  return new AppError("unsupported", `not supported: ${what}`);
}

/** An error `model_invalid`: the configuration contradicts itself or the weights. */
export function wrongConfiguration(what: string): AppError {
  return new AppError("model_invalid", `the model's configuration cannot be right: ${what}`);
}
