import { type CallOptions, type Encoder, type Lane, throwIfCancelled } from "@lesion-atlas/core";
import type { Composition } from "./compose.ts";
import { speedHere, withMachine } from "./measured-here.ts";

/**
 * Measures how fast an open encoder is on this machine's processor, where that is not known yet: some tenths of a second for
 * a small model. A folder that cannot be written to keeps nothing.
 *
 * @param options.lane one on which the encoder has run, so that nothing is loaded for it
 * @throws as `Encoder`
 */
export async function fillSpeed(
  encoder: Encoder,
  { composition, lane, signal }: CallOptions & { composition: Composition; lane: Lane },
): Promise<void> {
  const { measureSpeed, readMeasurements, writeMeasurements } = await import("@lesion-atlas/encoder");
  const { modelsFolder } = composition;
  const { fingerprint } = encoder.model;
  throwIfCancelled(signal);
  if (speedHere(await readMeasurements(modelsFolder, fingerprint))) return;
  const speed = await withMachine(await measureSpeed(encoder, { lane, signal }));
  await writeMeasurements(modelsFolder, fingerprint, { speed }).catch(() => undefined);
}
