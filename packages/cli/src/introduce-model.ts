import type { CallOptions } from "@lesion-atlas/core";
import type { Composition } from "./compose.ts";
import { withMachine } from "./measured-here.ts";
import type { Progress } from "./output/progress.ts";

interface Introduction extends CallOptions {
  composition: Composition;
  progress: Progress;
}

/**
 * Runs a model for the first time: records the embeddings that `lesion models verify` compares with, and how fast it is
 * on this machine.
 *
 * @throws AppError `model_invalid` when it does not run
 */
export async function introduceModel(folder: string, { composition, progress, signal }: Introduction): Promise<void> {
  const { measureSpeed, recordSelfTest, writeMeasurements } = await import("@lesion-atlas/encoder");
  progress.remark("running it once: a self-test, and its speed here");
  const encoder = await composition.openEncoder(folder, { signal });
  try {
    await recordSelfTest(folder, encoder, { signal });
    const speed = await measureSpeed(encoder, { signal });
    await writeMeasurements(composition.modelsFolder, encoder.model.fingerprint, {
      speed: await withMachine(speed),
    });
  } finally {
    await encoder.close();
  }
}
