import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Bench, BenchProcess } from "./bench.ts";
import { benchFolder } from "./runner/paths.ts";

/** An interpreter with torch and open_clip: `LESION_BENCH_TORCH`, else `python3`. */
const torchPython = process.env.LESION_BENCH_TORCH ?? "python3";
const look = "import importlib.util as u, sys; sys.exit(any(u.find_spec(n) is None for n in ('torch', 'open_clip')))";

export const bench: Bench = {
  name: "encoder",
  describe: "a CLIP of ViT-L/14's size, random weights: float32 and int8 against torch in float32",
  async run(context) {
    const models = join(context.scratch, "models");
    const threads = String(context.threads);
    context.progress("making the model and its int8 variant, once");
    await context.interleave({ prepared: context.node("encoder/prepare.ts", models) }, { runs: 1 });
    const ours = (id: string) => context.node("encoder/ours.ts", join(models, id), threads);
    const hasTorch = spawnSync(torchPython, ["-c", look]).status === 0;
    const torch: BenchProcess = {
      command: torchPython,
      args: [join(benchFolder, "encoder", "torch_peer.py"), threads],
    };
    const processes: Record<string, BenchProcess> = { fp32: ours("fp32"), int8: ours("int8") };
    const samples = await context.interleave(hasTorch ? { ...processes, torch } : processes);
    const peer = hasTorch ? samples.torch.images_ms : undefined;
    const peerName = hasTorch ? "torch, float32" : "no torch: name an interpreter in LESION_BENCH_TORCH";
    const { fp32, int8 } = samples;
    return {
      rows: [
        { figure: "4 images, float32", unit: "ms", ours: fp32.images_ms, peer, peerName, target: { atMost: 0.8 } },
        { figure: "4 images, int8", unit: "ms", ours: int8.images_ms, peer, peerName, target: { atMost: 0.3 } },
        {
          figure: "five words, float32",
          unit: "ms",
          ours: fp32.words_ms,
          peer: fp32.whole_ms,
          peerName: "77 tokens, float32",
          target: { atMost: 0.4 },
        },
        {
          figure: "five words, int8",
          unit: "ms",
          ours: int8.words_ms,
          peer: fp32.whole_ms,
          peerName: "77 tokens, float32",
          target: { atMost: 0.2 },
        },
        { figure: "memory, float32", unit: "MiB", ours: fp32.peak_mib },
        { figure: "memory, int8", unit: "MiB", ours: int8.peak_mib },
      ],
      notes: [
        "Ours is `Encoder.encodeImages` and `encodeTexts`, thread and tokenizer included; torch is open_clip's `encode_image` under `inference_mode`. Fastest of two behind a first one.",
        "Random weights say nothing of quality: `lesion models quantize` measures that on the model itself.",
      ],
    };
  },
};
