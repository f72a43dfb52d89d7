import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Compute, Tensor, Tensors } from "@lesion-atlas/compute";
import { type CallOptions, type Embedding, throwIfCancelled } from "@lesion-atlas/core";
import type { TextSettings } from "../models/model-file.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { EncoderTuning } from "./encoder-tuning.ts";
import { type TowerOptions, openTower } from "./tower.ts";

/** Texts a run, where the model does not want each alone. */
const defaultTextsARun = 32;
/** Texts turned into tokens before other work of the thread has its turn. */
const textsATurn = 100;

/** The text side of a model folder. */
export interface TextTower {
  /** One unit vector a text, in order. */
  encode(batch: readonly string[], options: TowerOptions): Promise<Embedding[]>;
  close(): Promise<void>;
}

/**
 * Texts of about the same length are run together, and no batch is longer than its longest text where the model allows
 * that (`padding` of model.json): the time of a run is in proportion to its length.
 *
 * @param tokenizer opened with the first text
 */
export function openTextTower(
  compute: Compute,
  folder: string,
  text: TextSettings & { dimensions: number },
  tokenizer: () => Promise<Tokenizer>,
  { device, threads }: EncoderTuning = {},
): TextTower {
  const { attention_mask: mask, dimensions, input, output } = text;
  const textsARun = text.alone ? 1 : defaultTextsARun;
  const inputs = mask === undefined ? [input] : [input, mask];
  const tower = openTower(compute, {
    file: join(folder, "text.onnx"),
    inputs,
    output,
    dimensions,
    running: { device, threads },
  });

  function feedsOf(rows: readonly Int32Array[], padToken: number): Tensors {
    const length = text.padding === "longest" ? Math.max(...rows.map((row) => row.length)) : text.context_length;
    const ids = matrix(rows.length, length, (row, column) => rows[row][column] ?? padToken);
    if (mask === undefined) return { [input]: ids };
    return { [input]: ids, [mask]: matrix(rows.length, length, (row, column) => (column < rows[row].length ? 1 : 0)) };
  }

  return {
    async encode(batch, options) {
      if (batch.length === 0) return [];
      const opened = await tokenizer();
      const rows = await tokensOf(batch, opened, options);
      const byLength = [...rows.keys()].sort((left, right) => rows[left].length - rows[right].length);
      const embeddings: Embedding[] = [];
      for (let start = 0; start < byLength.length; start += textsARun) {
        const places = byLength.slice(start, start + textsARun);
        const feeds = feedsOf(
          places.map((place) => rows[place]),
          opened.padToken,
        );
        const encoded = await tower.encode(feeds, options);
        for (const [index, place] of places.entries()) embeddings[place] = encoded[index];
      }
      return embeddings;
    },
    close: () => tower.close(),
  };
}

async function tokensOf(batch: readonly string[], tokenizer: Tokenizer, options: CallOptions): Promise<Int32Array[]> {
  const rows: Int32Array[] = [];
  for (let start = 0; start < batch.length; start += textsATurn) {
    throwIfCancelled(options.signal);
    rows.push(...tokenizer.encode(batch.slice(start, start + textsATurn)));
    await setImmediate();
  }
  return rows;
}

/** int64 [rows, columns]. */
function matrix(rows: number, columns: number, valueAt: (row: number, column: number) => number): Tensor {
  const values = BigInt64Array.from({ length: rows * columns }, (_, index) =>
    BigInt(valueAt(Math.floor(index / columns), index % columns)),
  );
  return { type: "int64", values, shape: [rows, columns] };
}
