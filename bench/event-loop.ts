import { join } from "node:path";
import type { Bench, BenchContext, BenchReport, BenchRow } from "./bench.ts";
import type { EventLoopSetting } from "./event-loop/setting.ts";

const sizes = { stored: 50_000, encoded: 128, pauseMs: 50 };

/** How long a timer may come late while the process works as hard as it can. */
export const bench: Bench = {
  name: "event-loop",
  describe: `event-loop delay while a bulk encode runs and searches of ${sizes.stored.toLocaleString("en")} images are answered`,
  run,
};

async function run(context: BenchContext): Promise<BenchReport> {
  const { scratch } = context;
  const setting: EventLoopSetting = {
    ...sizes,
    model: join(scratch, "random"),
    images: join(scratch, "images"),
    store: join(scratch, "event-loop.sqlite"),
  };
  const argument = JSON.stringify(setting);
  context.progress("making a model, a store and images, once");
  await context.interleave({ prepared: context.node("event-loop/prepare.ts", argument) }, { runs: 1 });
  const { ours } = await context.interleave({ ours: context.node("event-loop/ours.ts", argument) });
  const row = (figure: string, unit: string, values: number[], target?: BenchRow["target"]): BenchRow => ({
    figure,
    unit,
    ours: values,
    target,
  });
  return {
    rows: [
      row("event-loop delay, p99", "ms", ours.delay_p99_ms, { atMost: 20 }),
      row("event-loop delay, longest", "ms", ours.delay_max_ms),
      row("text query to hits, median", "ms", ours.search_ms),
      row("searches answered", "a run", ours.searches),
      row("bulk: decode to stored", "images/s", ours.images_per_second),
    ],
    notes: [
      "perf_hooks monitorEventLoopDelay, resolution 1 ms, of the thread that takes the calls.",
      `${sizes.encoded} JPEGs of 600x450 a run through a random ViT-S/16 of 512 dimensions, in batches of 16, written to the store that is searched;`,
      `one text after another is encoded and searched all the while, with ${sizes.pauseMs} ms between them.`,
    ],
  };
}
