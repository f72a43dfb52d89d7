import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeOnnxModel } from "@lesion-atlas/compute";
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import type { TowerFiles } from "../graph/clip-graphs.ts";
import { type CopyOptions, copyWeights } from "./copy-weights.ts";
import type { WeightSources } from "./weight-sources.ts";

/** Writes one tower's weights and graph into `folder`. @throws AppError `model_invalid`, `cancelled` */
export async function writeTower(
  folder: string,
  { graph, graphFile, weightsFile }: TowerFiles,
  checkpoint: Checkpoint,
  sources: WeightSources,
  options: CopyOptions = {},
): Promise<void> {
  await copyWeights(checkpoint, graph.planned, sources, join(folder, weightsFile), options);
  await writeFile(join(folder, graphFile), encodeOnnxModel(graph.build()), { flag: "wx", flush: true });
}
