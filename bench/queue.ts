import { join } from "node:path";
import { startOwnRedis } from "../test/support/redis/start-own-redis.ts";
import type { Bench, BenchContext, BenchReport, BenchRow } from "./bench.ts";
import { drawImages } from "./queue/draw-images.ts";
import type { QueueSetting } from "./queue/setting.ts";

/** Pairs inside one process: a model of ViT-L's size takes longer to load than to run. */
const rounds = 7;
const preprocessedImages = 300;

/** What the pipeline and the queue cost beside encoding, and beside preprocessing. */
export const bench: Bench = {
  name: "queue",
  describe:
    "what indexRange and the queue cost beside bare encodeImages (ViT-L's size), and beside preprocessing alone",
  run,
};

async function run(context: BenchContext): Promise<BenchReport> {
  const { scratch } = context;
  const redis = await startOwnRedis();
  const setting: QueueSetting = {
    model: join(scratch, "vit-l"),
    images: join(scratch, "encoded"),
    redis: redis.url,
    rounds,
    scratch,
  };
  try {
    context.progress("making a model and images, once");
    const once = { runs: 1 };
    await context.interleave({ prepared: context.node("queue/prepare.ts", JSON.stringify(setting)) }, once);
    const overhead = context.node("queue/overhead.ts", JSON.stringify(setting));
    const images = await drawImages(join(scratch, "preprocessed"), preprocessedImages);
    const tiny = context.node("queue/tiny.ts", JSON.stringify({ ...setting, images }));
    const timed = context.node("queue/timed.ts", JSON.stringify(setting));
    const samples = await context.interleave({ overhead, timed, tiny }, once);
    const row = (figure: string, unit: string, ours: number[], target?: BenchRow["target"]) => ({
      figure,
      unit,
      ours,
      target,
    });
    return {
      rows: [
        row("bare encodeImages", "s", samples.overhead.bare_s),
        row("indexRange over bare encodeImages", "x", samples.overhead.range_over_bare, { atMost: 1.03 }),
        row("queue over indexRange", "x", samples.overhead.queued_over_range, { atMost: 1.02 }),
        row("indexRange over an encoder of 2 s a batch", "x", samples.timed.range_over_bare, { atMost: 1.03 }),
        row("queue over indexRange, the same encoder", "x", samples.timed.queued_over_range, { atMost: 1.02 }),
        row("preprocessing alone", "images/s", samples.tiny.alone_per_second),
        row("end to end over it, encoder of no cost", "x", samples.tiny.whole_over_alone, { atLeast: 0.85 }),
      ],
      notes: [
        `Medians of ${rounds} pairs in one process each; the order of a pair changes every round.`,
        "The encoder of 2 s a batch takes no processor, as one on a GPU: on a machine that other work shares these two rows say what the " +
          "pipeline and the queue cost, and those of the model of ViT-L's size also what the others took meanwhile.",
        "queue: from the start of a run of one range until its last event, planner and finish included. The size of its range is " +
          "given: the first run of a model also encodes up to 16 images twice, once, to measure how fast the model is.",
      ],
    };
  } finally {
    await redis.stop();
  }
}
