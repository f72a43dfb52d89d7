import type { Bench, BenchContext, BenchReport } from "./bench.ts";

const count = 400;

/** Whole archives of phantoms: images, masks and tables on the disk. */
export const bench: Bench = {
  name: "phantom",
  describe: "synthetic images a second at 384x288, written with masks and tables on worker threads",
  async run(context: BenchContext): Promise<BenchReport> {
    const process = (style: string) =>
      context.node("phantom/generate.ts", context.scratch, style, String(count), String(context.threads));
    const samples = await context.interleave({ a: process("A"), b: process("B") });
    return {
      rows: [
        { figure: "style A", unit: "images/s", ours: samples.a.images_per_s, target: { atLeast: 35 } },
        { figure: "style B", unit: "images/s", ours: samples.b.images_per_s, target: { atLeast: 35 } },
        { figure: "CPU time an image, style A", unit: "ms", ours: samples.a.cpu_ms_per_image },
        { figure: "peak memory, style A", unit: "MiB", ours: samples.a.peak_mib },
      ],
      notes: [`${count} images a run, ${context.threads} worker threads; drawing, truth, JPEG, mask PNG and tables.`],
    };
  },
};
