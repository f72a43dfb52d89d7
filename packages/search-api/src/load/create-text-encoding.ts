import {
  type CallOptions,
  type Embedding,
  type Encoder,
  type PendingAnswer,
  asAppError,
  createPendingAnswer,
} from "@lesion-atlas/core";
import { LRUCache } from "lru-cache";

interface Wanted {
  texts: readonly string[];
  answer: PendingAnswer<Embedding[]>;
}

export interface TextEncodingOptions {
  /** Texts whose vectors are remembered, the most recently asked for. */
  remembered?: number;
  onLookup?: (hit: boolean) => void;
}

/** Texts in one call of the encoder: what comes together while another batch is under way. */
const largestBatch = 256;

/**
 * The same encoder, whose texts are remembered, and encoded in one batch for all who ask at the same time. A caller who
 * goes away leaves the batch of the others alone.
 */
export function createTextEncoding(
  encoder: Encoder,
  { remembered = 20_000, onLookup = () => {} }: TextEncodingOptions = {},
): Encoder {
  const vectors = new LRUCache<string, Embedding>({ max: remembered });
  let waiting: Wanted[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    // A turn of the event loop, in which others may come.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const batch = takeBatch();
      const texts = [...new Set(batch.flatMap((wanted) => wanted.texts))].filter((text) => !vectors.has(text));
      const found = new Map<string, Embedding>();
      try {
        const embeddings = texts.length > 0 ? await encoder.encodeTexts(texts, { lane: "interactive" }) : [];
        for (const [index, text] of texts.entries()) found.set(text, embeddings[index]);
        for (const { texts: asked, answer } of batch) {
          answer.succeed(asked.map((text) => found.get(text) ?? vectors.get(text)!));
        }
        for (const [text, vector] of found) vectors.set(text, vector);
      } catch (error) {
        for (const { answer } of batch) answer.fail(asAppError(error));
      }
    }
    running = false;
  }

  /** Callers whose texts fit one batch; the first one always. */
  function takeBatch(): Wanted[] {
    let size = 0;
    const end = waiting.findIndex(({ texts }, index) => {
      size += texts.length;
      return index > 0 && size > largestBatch;
    });
    const batch = end < 0 ? waiting : waiting.slice(0, end);
    waiting = end < 0 ? [] : waiting.slice(end);
    return batch.filter(({ answer }) => !answer.settled());
  }

  async function encodeTexts(texts: readonly string[], options: CallOptions = {}): Promise<Embedding[]> {
    const known = texts.map((text) => vectors.get(text));
    for (const vector of known) onLookup(vector !== undefined);
    if (known.every((vector) => vector !== undefined)) return known;
    const answer = createPendingAnswer<Embedding[]>(options);
    waiting.push({ texts, answer });
    if (!running) void run();
    return answer.answered;
  }

  return {
    model: encoder.model,
    imagesARun: encoder.imagesARun,
    preprocess: (imageBytes, options) => encoder.preprocess(imageBytes, options),
    encodeImages: (batch, options) => encoder.encodeImages(batch, options),
    encodeTexts,
    close: () => encoder.close(),
  };
}
