import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { meanInterval } from "@lesion-atlas/analysis";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import { pythonWith } from "../packages/analysis/test/probe/scikit-learn-answers.ts";
import { askTorch } from "../packages/analysis/test/probe/torch-answers.ts";
import type { Bench, BenchRow } from "./bench.ts";
import { ourAccuracies } from "./probe-paper/accuracies.ts";
import { archivesFolder, realParts, realSets } from "./probe-paper/real-parts.ts";

const seeds = Array.from({ length: 20 }, (_, seed) => seed);
const modelFolder = fileURLToPath(new URL("../models/demo", import.meta.url));

/** The paper's linear probe, ours and PyTorch's, seed for seed. */
export const bench: Bench = {
  name: "probe-paper",
  describe: `accuracy of the paper's linear probe on the demo encoder's vectors, ${seeds.length} seeds, against PyTorch`,
  async run(context) {
    const python = pythonWith("torch");
    if (!python) return { rows: [], skipped: "no torch: name a Python that has it in LESION_PYTHON" };
    if (!existsSync(archivesFolder)) return { rows: [], skipped: "../shared is not here" };
    const compute = createCompute({ bulkThreads: context.threads, bulkNiceness: 0 });
    const encoder = await createEncoder(modelFolder, { compute });
    const rows: BenchRow[] = [];
    const notes: string[] = [];
    for (const set of realSets) {
      context.progress(`${set.title}: encoding`);
      const parts = await realParts(encoder, set);
      context.progress(`${set.title}: ${seeds.length} fits each`);
      const ours = (await ourAccuracies(compute, parts, seeds)).map((accuracy) => accuracy * 100);
      const torch = askTorch(python, parts, { seeds, loader: false });
      const peer = torch.fits.map(({ test }) => test * 100);
      const { mean, interval } = meanInterval(ours.map((accuracy, at) => accuracy - peer[at]));
      rows.push(
        { figure: `${set.title}: accuracy`, unit: "%", ours, peer, peerName: `PyTorch ${torch.version}` },
        {
          figure: `${set.title}: farther end of the difference's 95 % interval`,
          unit: "points",
          ours: [Math.max(...interval!.map(Math.abs))],
          target: { atMost: 0.5 },
        },
      );
      notes.push(
        `${set.title}: ${parts.classes} classes, ${parts.train.labels.length} images to train, ` +
          `${parts.validation.labels.length} to choose the epoch, ${parts.test.labels.length} to test, no lesion in two parts; ` +
          `mean difference ${mean.toFixed(3)} points, [${interval!.map((end) => end.toFixed(3)).join(", ")}].`,
      );
    }
    await encoder.close();
    await compute.close();
    return { rows, notes: [...notes, "Paired: a seed gives both the same initial weights and the same batches."] };
  },
};
