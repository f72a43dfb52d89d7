import type { ClipConfiguration } from "../configuration/clip-configuration.ts";
import { imageTowerGraph } from "./image-tower.ts";
import { textTowerGraph } from "./text-tower.ts";
import type { TowerGraph } from "./tower-graph.ts";

/** A tower's graph with the names of its two files in the model's folder. */
export interface TowerFiles {
  readonly graph: TowerGraph;
  readonly graphFile: string;
  readonly weightsFile: string;
}

/** Both towers of a configuration; nothing is read or written. */
export function clipGraphs({ image, text, dimensions }: ClipConfiguration): TowerFiles[] {
  return [
    {
      graph: imageTowerGraph(image, dimensions, "image.onnx.data"),
      graphFile: "image.onnx",
      weightsFile: "image.onnx.data",
    },
    {
      graph: textTowerGraph(text, dimensions, "text.onnx.data"),
      graphFile: "text.onnx",
      weightsFile: "text.onnx.data",
    },
  ];
}
