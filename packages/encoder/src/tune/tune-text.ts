import type { CallOptions, Encoder, ImageTensor } from "@lesion-atlas/core";
import type { EncoderTuning } from "../encoder/encoder-tuning.ts";
import { fastestMs } from "../self-test/fastest-ms.ts";
import { probeTexts } from "../self-test/probes.ts";
import type { TuningPoint } from "./tuning-points.ts";

/** How texts are best encoded here; empty for an image-only model. */
export interface TunedText {
  interactive_threads?: number;
  /** One short text, milliseconds. */
  text_ms?: number;
  /** The same while the bulk lane encodes images, the median. */
  text_ms_while_indexing?: number;
}

interface TextOptions extends CallOptions {
  threads: readonly number[];
  deadlineMs: number;
}

const textsUnderLoad = 9;
/** Fewer threads are taken where more are not faster by this factor. */
const worthwhile = 1.05;

/** Finds the threads that answer a short text soonest, and how long that takes beside bulk work. @throws as `Encoder` */
export async function tuneText(
  open: (tuning: EncoderTuning) => Promise<Encoder>,
  bulk: TuningPoint,
  tensors: readonly ImageTensor[],
  { threads, deadlineMs, signal }: TextOptions,
): Promise<TunedText> {
  const times: { count: number; ms: number }[] = [];
  for (const count of threads) {
    if (times.length > 0 && performance.now() > deadlineMs) break;
    const encoder = await open({ threads: { interactive: count } });
    try {
      const encode = () => encoder.encodeTexts([probeTexts[1]], { signal });
      times.push({ count, ms: await fastestMs(encode, { leastRuns: 5, leastMs: 300, deadlineMs, signal }) });
    } finally {
      await encoder.close();
    }
  }
  const fastest = Math.min(...times.map(({ ms }) => ms));
  const best = times
    .filter(({ ms }) => ms <= fastest * worthwhile)
    .reduce((left, right) => (right.count < left.count ? right : left));
  const tuning = { imagesARun: bulk.images_a_run, threads: { bulk: bulk.threads, interactive: best.count } };
  const encoder = await open(tuning);
  try {
    const text_ms_while_indexing = await underLoad(encoder, tensors, bulk.images_a_run, { signal });
    return { interactive_threads: best.count, text_ms: best.ms, text_ms_while_indexing };
  } finally {
    await encoder.close();
  }
}

/** Milliseconds of a text while batches follow each other on the bulk lane, the median of several. */
async function underLoad(
  encoder: Encoder,
  tensors: readonly ImageTensor[],
  imagesARun: number,
  { signal }: CallOptions,
): Promise<number> {
  const batch = Array.from({ length: imagesARun }, (_, index) => tensors[index % tensors.length]);
  const encodeText = () => encoder.encodeTexts([probeTexts[1]], { signal });
  await encodeText();
  await encoder.encodeImages(batch, { lane: "bulk", signal });
  const enough = new AbortController();
  const load = (async () => {
    while (!enough.signal.aborted) await encoder.encodeImages(batch, { lane: "bulk", signal });
  })();
  load.catch(() => undefined);
  const times: number[] = [];
  try {
    for (let count = 0; count < textsUnderLoad; count++) {
      const begin = performance.now();
      await encodeText();
      times.push(performance.now() - begin);
    }
  } finally {
    enough.abort();
    await load;
  }
  return times.sort((left, right) => left - right)[Math.floor(times.length / 2)];
}
