import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Unit rows with their classes, in three parts. */
export interface PaperParts {
  dimensions: number;
  classes: number;
  train: { features: Float32Array; labels: Int32Array };
  validation: { features: Float32Array; labels: Int32Array };
  test: { features: Float32Array; labels: Int32Array };
}

export interface TorchAnswers {
  version: string;
  fits: {
    seed: number;
    epoch: number;
    validation: number;
    test: number;
    coefficients?: number[];
    intercepts?: number[];
  }[];
}

/** Trains the paper's probe with PyTorch; `loader` takes rows from DataLoaders, slowly, and returns the weights. */
export function askTorch(
  python: string,
  { dimensions, classes, ...parts }: PaperParts,
  { seeds, loader }: { seeds: readonly number[]; loader: boolean },
): TorchAnswers {
  const encoded = Object.fromEntries(
    Object.entries(parts).map(([name, { features, labels }]) => {
      const bytes = Buffer.from(features.buffer, features.byteOffset, features.byteLength);
      return [name, { features: bytes.toString("base64"), labels: [...labels] }];
    }),
  );
  const script = fileURLToPath(new URL("fit_torch.py", import.meta.url));
  const input = JSON.stringify({ dimensions, classes, seeds, loader, ...encoded });
  return JSON.parse(execFileSync(python, [script], { input, maxBuffer: 1 << 28 }).toString()) as TorchAnswers;
}
