import { join } from "node:path";
import type { Bench, BenchRow } from "./bench.ts";

/** How many texts are encoded at once, and the most that the cut may take of the time of whole rows. */
const batches = [
  { texts: 1, atMost: 0.4 },
  { texts: 32, atMost: 0.2 },
];

export const bench: Bench = {
  name: "text-length",
  describe: "five-word texts through a text tower of ViT-L's size, cut at the end token against 77 tokens",
  async run(context) {
    const models = join(context.scratch, "models");
    context.progress("making a model with random weights, once");
    await context.interleave({ prepared: context.node("text-length/prepare.ts", models) }, { runs: 1 });
    const ours = context.node("text-length/ours.ts", models, String(context.threads));
    const samples = await context.interleave({ ours });
    return {
      rows: batches.map(({ texts, atMost }): BenchRow => ({
        figure: texts === 1 ? "one text" : `${texts} texts at once`,
        unit: "ms",
        ours: samples.ours[`cut_${texts}_ms`],
        peer: samples.ours[`whole_${texts}_ms`],
        peerName: "77 tokens",
        target: { atMost },
      })),
      notes: [
        "Both sides are `Encoder.encodeTexts`, tokenizer and thread included; the peer's `model.json` asks for rows of the whole context length.",
        "Width 768, 12 layers, 12 heads, random weights; every text has five words, seven tokens.",
      ],
    };
  },
};
