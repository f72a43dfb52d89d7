import { join } from "node:path";
import type { BenchContext, BenchRow } from "../bench.ts";
import type { ServeSetting } from "./setting.ts";

/** Sizes that all services of this bench share. */
const sizes = { images: 100_000, limit: 20, requests: 400, loadS: 20, crowdS: 60 };

/** 200 clients for a minute, twice, by the names of their figures. */
const crowds = [
  ["200 clients that ask twice a second", "patient"],
  ["200 clients that never wait", "pushing"],
] as const;

/**
 * Fills a store, serves it, loads it.
 *
 * @param name before each figure
 * @param store as `--store` takes it
 */
export async function serveRows(
  context: BenchContext,
  name: string,
  { model, store }: Pick<ServeSetting, "model" | "store">,
): Promise<BenchRow[]> {
  const home = join(context.scratch, `home-${model}`);
  const words = JSON.stringify({ ...sizes, model, store, home } satisfies ServeSetting);
  context.progress(`${name}: filling a store with ${sizes.images} images, once`);
  const { prepared } = await context.interleave({ prepared: context.node("serve/prepare.ts", words) }, { runs: 1 });
  const { ours } = await context.interleave({ ours: context.node("serve/measure.ts", words) }, { runs: 1 });
  const row = (figure: string, unit: string, key: string, target?: BenchRow["target"]): BenchRow => ({
    figure: `${name}: ${figure}`,
    unit,
    ours: ours[key],
    target,
  });
  return [
    {
      ...row("1 client, whole request, p50", "ms", "whole_ms", { atMost: 2 }),
      peer: ours.parts_ms,
      peerName: "text encode + search alone, p50 each",
    },
    row("text encode alone, p50", "ms", "encode_ms"),
    row("search alone, p50", "ms", "search_ms"),
    row("8 clients, answers", "1/s", "eight_rate"),
    row("8 clients, p50", "ms", "eight_p50_ms"),
    row("8 clients, p99", "ms", "eight_p99_ms"),
    row("8 clients, event-loop delay, p99", "ms", "eight_delay_p99_ms", { atMost: 20 }),
    row("8 clients, the same 50 texts again and again", "1/s", "known_rate"),
    ...crowds.flatMap(([crowd, key]) => [
      {
        ...row(`${crowd}, answers`, "1/s", `${key}_rate`, { atLeast: 0.9 }),
        peer: ours.eight_rate,
        peerName: "8 clients",
      },
      row(`${crowd}, neither 200 nor 503 with Retry-After`, "requests", `${key}_failed`, { atMost: 0 }),
      row(`${crowd}, answers, p50`, "ms", `${key}_p50_ms`),
      row(`${crowd}, answers, p99`, "ms", `${key}_p99_ms`),
      row(`${crowd}, sent away`, "1/s", `${key}_refused_rate`),
      row(`${crowd}, time until the 503, p50`, "ms", `${key}_refused_p50_ms`),
      row(`${crowd}, time until the 503, p99`, "ms", `${key}_refused_p99_ms`),
      row(`${crowd}, event-loop delay, p99`, "ms", `${key}_delay_p99_ms`, { atMost: 20 }),
      row(`${crowd}, event-loop delay, longest`, "ms", `${key}_delay_longest_ms`),
      row(`${crowd}, memory, most`, "MiB", `${key}_most_mib`),
      row(`${crowd}, memory, most less that before`, "MiB", `${key}_grown_mib`, { atMost: 256 }),
    ]),
    row("memory after all, collected", "MiB", "rss_after_mib"),
    { figure: `${name}: filling the store`, unit: "images/s", ours: prepared.images_per_s },
  ];
}

/** What a reader of the figures needs. */
export const serveNotes = [
  `lesion serve in a process of its own with ${sizes.images} images; vectors are random directions, texts are all different unless a row says so, ${sizes.limit} hits are asked for.`,
  "The clients (autocannon) share the machine's cores with the service, at the lowest priority (nice 19), in place of a machine of their own; the single client and its parts have the usual one.",
  "Clients that ask twice a second ask for 400 answers a second together; those that never wait ask again as soon as they have their answer, and are then left unread for a quarter of a second.",
  "A text is four prompts (the model's templates). The parts alone are the same prompts and a search with the same store and encoder, in another process, in turns with the requests.",
  "random: a text tower of the demo's size with random weights, and 768 dimensions; demo: the demo model, 256 dimensions.",
  "Memory is resident memory. It grows until the caches are full: 20,000 vectors of texts, 5,000 rankings that can be paged through, some 100 MiB together at 768 dimensions.",
  "Event-loop delay: perf_hooks monitorEventLoopDelay, resolution 1 ms, of the service's main thread.",
];
