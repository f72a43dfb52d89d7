import type { CallOptions } from "@lesion-atlas/core";
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import type { ClipConfiguration } from "./configuration/clip-configuration.ts";
import { type TowerFiles, clipGraphs } from "./graph/clip-graphs.ts";
import { readConfiguration } from "./source/read-configuration.ts";
import { withTokenizer } from "./source/tokenizer-files.ts";
import { checkWeights } from "./weights/check-weights.ts";
import { openClipNames } from "./weights/open-clip-names.ts";
import { transformersNames } from "./weights/transformers-names.ts";
import type { WeightSources } from "./weights/weight-sources.ts";

/** All that can be known of an import before a byte is written. */
export interface ImportPlan {
  readonly configuration: ClipConfiguration;
  readonly towers: readonly TowerFiles[];
  readonly sources: WeightSources;
  /** Of the weights that will be written. */
  readonly totalBytes: number;
}

/**
 * Reads the configuration beside a checkpoint and checks that its weights are exactly what that needs.
 *
 * @throws AppError `unsupported`, `model_invalid`, `not_found`, `cancelled`
 */
export async function planImport(
  checkpoint: Checkpoint,
  folder: string,
  options: CallOptions = {},
): Promise<ImportPlan> {
  const read = await readConfiguration(folder, checkpoint.tensors, options);
  const configuration = await withTokenizer(read, folder, options);
  const towers = clipGraphs(configuration);
  const sources =
    configuration.naming === "transformers" ? transformersNames : openClipNames(new Set(checkpoint.tensors.keys()));
  const planned = towers.flatMap(({ graph }) => graph.planned);
  checkWeights(checkpoint.tensors, [...planned, { name: "logit_scale", shape: [] }], sources);
  const totalBytes = planned.reduce((sum, { place }) => sum + place.length, 0);
  return { configuration, towers, sources, totalBytes };
}
