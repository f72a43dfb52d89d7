import { availableParallelism } from "node:os";
import { type Compute, physicalCores } from "@lesion-atlas/compute";
import type { CallOptions, Device, Encoder, ImageTensor } from "@lesion-atlas/core";
import { createEncoder } from "../encoder/create-encoder.ts";
import type { EncoderTuning } from "../encoder/encoder-tuning.ts";
import type { ModelFolder } from "../models/read-model-folder.ts";
import { fastestMs } from "../self-test/fastest-ms.ts";
import { probeTensors } from "../self-test/measure-speed.ts";
import { type TunedText, tuneText } from "./tune-text.ts";
import { type TuningPoint, bestPoint, hasLevelledOff, isClose, threadCounts } from "./tuning-points.ts";

/** How a model is best run on this machine. */
export interface TunedModel extends TunedText {
  images_a_run: number;
  bulk_threads: number;
  images_per_second: number;
  /** How much a process grows that encodes so, the weights included. */
  memory_bytes: number;
  /** Whether everything was tried within the time. */
  complete: boolean;
}

export interface TuneOptions extends CallOptions {
  compute: Compute;
  /** Default: cpu. */
  device?: Device;
  /** No measurement begins after this time, except the first of each kind. Default: 60 s. */
  budgetMs?: number;
  /** The default first. Default: physical cores, half of them, a quarter, and all logical processors. */
  threads?: readonly number[];
  /** Called again where a later measurement is better. */
  onPoint?: (point: TuningPoint) => void;
}

const largestRun = 64;
/** How often the better settings are measured, in turn: what else the machine does comes and goes. */
const rounds = 3;
/** Of the time; texts have the rest. */
const imagesShare = 0.75;

/**
 * Measures how many images a run and how many threads are fastest, and how many threads answer a text soonest, on the
 * lanes on which they run later. Images are drawn lesions, decoding not counted.
 *
 * @throws as `Encoder`
 */
export async function tuneModel(model: ModelFolder, options: TuneOptions): Promise<TunedModel> {
  const { compute, device, budgetMs = 60_000, signal, onPoint } = options;
  const { threads = threadCounts(physicalCores(), availableParallelism()) } = options;
  const started = performance.now();
  const deadlineMs = started + imagesShare * budgetMs;
  const memoryBefore = process.memoryUsage().rss;
  const points: TuningPoint[] = [];
  let complete = true;
  let tensors: ImageTensor[] = [];
  const open = (tuning: EncoderTuning) =>
    createEncoder(model, { compute, threads: 1, tuning: { device, ...tuning }, signal });

  /** Measures, again where it was measured before: the better of both counts. @returns whether there was time and memory */
  async function measure(encoder: Encoder, bulkThreads: number, images: number): Promise<boolean> {
    const last = points.findLast((point) => point.threads === bulkThreads) ?? points.at(-1);
    if (last) {
      const expectedMs = (2 * 1000 * images) / last.images_per_second;
      const tooLarge = 2 * last.memory_bytes > process.availableMemory() / 2 && images > last.images_a_run;
      if (tooLarge || performance.now() + expectedMs > deadlineMs) return (complete = false);
    }
    const batch = Array.from({ length: images }, (_, index) => tensors[index % tensors.length]);
    const ms = await fastestMs(() => encoder.encodeImages(batch, { lane: "bulk", signal }), {
      leastRuns: 3,
      leastMs: 500,
      deadlineMs,
      signal,
    });
    const images_per_second = (1000 * images) / ms;
    const known = points.find((point) => point.threads === bulkThreads && point.images_a_run === images);
    if (known) {
      if (images_per_second > known.images_per_second) {
        known.images_per_second = images_per_second;
        onPoint?.(known);
      }
      return true;
    }
    const memory_bytes = Math.max(0, process.memoryUsage().rss - memoryBefore);
    const point = { threads: bulkThreads, images_a_run: images, images_per_second, memory_bytes };
    points.push(point);
    onPoint?.(point);
    return true;
  }

  async function climb(encoder: Encoder, bulkThreads: number, first: number): Promise<void> {
    const own = () => points.filter((point) => point.threads === bulkThreads);
    for (let images = first; images <= largestRun && !hasLevelledOff(own()); images *= 2) {
      if (!(await measure(encoder, bulkThreads, images))) break;
    }
    for (let round = 1; round < rounds; round++) {
      for (const { images_a_run } of own().filter((point) => isClose(point, bestPoint(points)))) {
        await measure(encoder, bulkThreads, images_a_run);
      }
    }
  }

  for (const [index, count] of threads.entries()) {
    const encoder = await open({ imagesARun: largestRun, threads: { bulk: count } });
    try {
      if (index === 0) {
        tensors = await probeTensors(encoder, { signal });
        await climb(encoder, count, 1);
      } else {
        const leader = bestPoint(points);
        const tried = await measure(encoder, count, leader.images_a_run);
        if (tried && bestPoint(points).threads === count) await climb(encoder, count, 2 * leader.images_a_run);
      }
    } finally {
      await encoder.close();
    }
  }
  const best = bestPoint(points);
  const text = model.model.hasText
    ? await tuneText(open, best, tensors, { threads, deadlineMs: started + budgetMs, signal })
    : {};
  return {
    images_a_run: best.images_a_run,
    bulk_threads: best.threads,
    images_per_second: best.images_per_second,
    memory_bytes: points.find(({ images_a_run }) => images_a_run === best.images_a_run)!.memory_bytes,
    complete,
    ...text,
  };
}
