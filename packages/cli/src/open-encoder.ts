import type { Compute } from "@lesion-atlas/compute";
import type { CallOptions, Device, Encoder } from "@lesion-atlas/core";
import type { EncoderTuning, RecordedTuning } from "@lesion-atlas/encoder";
import type { EncodingConfig } from "./config.ts";
import { tuningHere } from "./measured-here.ts";

export interface OpenEncoderOptions extends CallOptions {
  compute: Compute;
  /** Where measurements are kept. */
  modelsFolder: string;
  encoding: EncodingConfig;
  device: Device;
}

/**
 * The encoder of a model folder, run as flags or the environment say, else as `lesion models tune` found, else by default.
 *
 * @throws as `createEncoder`
 */
export async function openEncoder(folder: string, options: OpenEncoderOptions): Promise<Encoder> {
  const { compute, modelsFolder, encoding, device, signal } = options;
  const { createEncoder, readMeasurements, readModelFolder } = await import("@lesion-atlas/encoder");
  const model = await readModelFolder(folder, { signal });
  const tuned = tuningHere(await readMeasurements(modelsFolder, model.model.fingerprint), device);
  return createEncoder(model, { compute, tuning: { device, ...chosenTuning(encoding, tuned) }, signal });
}

function chosenTuning({ threads, batch }: EncodingConfig, tuned: RecordedTuning | undefined): EncoderTuning {
  return {
    imagesARun: batch ?? tuned?.images_a_run,
    threads: { bulk: threads ?? tuned?.bulk_threads, interactive: threads ?? tuned?.interactive_threads },
  };
}
