import { join } from "node:path";
import type { Bench, BenchRow } from "./bench.ts";

/** Rows, columns and hits of the search; the filter keeps every other image. */
const setting = { images: 100_000, dimensions: 768, batch: 64, limit: 10 };
const target = { atMost: 1.5 };

/** What is searched, in both programs' figures. */
const figures = [
  ["one query", "one_query_ms"],
  ["64 queries at once", "batch_ms"],
  ["one query, filter keeps half, mask ready", "filtered_ms"],
] as const;

export const bench: Bench = {
  name: "search",
  describe: "exact search of 100,000 x 768 through the embedded store, against numpy",
  async run(context) {
    const store = join(context.scratch, "search.sqlite");
    const vectors = join(context.scratch, "vectors.f32");
    const { python } = context;
    const common = [JSON.stringify({ ...setting, threads: context.threads, store, vectors })];
    context.progress("writing 100,000 images to a store, once");
    const { prepared } = await context.interleave(
      { prepared: context.node("search/prepare.ts", ...common) },
      { runs: 1 },
    );
    const ours = context.node("search/ours.ts", ...common);
    const samples =
      python.skipped === undefined
        ? await context.interleave({ ours, peer: python.process("search/peer.py", ...common) })
        : { ...(await context.interleave({ ours })), peer: undefined };
    const alone = (figure: string, unit: string, values: readonly number[]): BenchRow => ({
      figure,
      unit,
      ours: values,
    });
    return {
      rows: [
        ...figures.map(([figure, key]): BenchRow => ({
          figure,
          unit: "ms",
          ours: samples.ours[key],
          peer: samples.peer?.[key],
          peerName: python.skipped ?? "numpy",
          target,
        })),
        alone("one query, a filter never seen before", "ms", samples.ours.cold_filter_ms),
        alone("first search: loads every vector", "ms", samples.ours.load_ms),
        alone("one search in a process of its own, streaming", "ms", samples.ours.one_shot_ms),
        alone("writing, images a second", "images/s", prepared.images_per_s),
      ],
      notes: [
        "A search is the store's own `search`: the thread, the check for other processes' writes, and the records of the hits are in it.",
        "numpy computes the whole product, sets what its ready-made mask leaves out to minus infinity, and takes argpartition, then sorts the hits.",
        "The mask of a filter is kept until somebody writes, as the peer's is ready-made; the first search with a filter asks SQLite for it.",
        "Each number is the median of the process's own repeats, after a warm-up.",
      ],
    };
  },
};
