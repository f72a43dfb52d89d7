import type { Compute } from "@lesion-atlas/compute";
import { AppError, type CallOptions, type Encoder } from "@lesion-atlas/core";
import { type ModelFolder, readModelFolder } from "../models/read-model-folder.ts";
import { createPreprocessor } from "../preprocess/create-preprocessor.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";
import type { EncoderTuning } from "./encoder-tuning.ts";
import { defaultImagesARun, openImageTower } from "./image-tower.ts";
import { openTokenizer } from "./open-tokenizer.ts";
import { openTextTower } from "./text-tower.ts";

export interface EncoderOptions extends CallOptions {
  /** Runs the graphs; it stays the caller's to close. */
  compute: Compute;
  /** Worker threads of the preprocessing. Default: the processors that this process may use. */
  threads?: number;
  /** How the graphs are run on this machine. */
  tuning?: EncoderTuning;
}

/**
 * The encoder of a model folder. It fingerprints the files; graphs, tokenizer and threads are opened when they are first
 * needed. Calls that name no lane go to the interactive one.
 *
 * @param source the folder's path, or what was read of it
 * @throws AppError `not_found` when it is no model folder, `model_invalid` for a damaged one, `cancelled`
 */
export async function createEncoder(source: string | ModelFolder, options: EncoderOptions): Promise<Encoder> {
  const { compute, threads, tuning = {}, signal } = options;
  const { folder, model, settings } = typeof source === "string" ? await readModelFolder(source, { signal }) : source;
  const preprocessor = createPreprocessor(settings.preprocessing, { threads });
  const images = openImageTower(compute, folder, settings, tuning);
  const { text, dimensions } = settings;
  const texts = text && openTextTower(compute, folder, { ...text, dimensions }, tokenizerOf(folder, text), tuning);

  return {
    model,
    imagesARun: tuning.imagesARun ?? defaultImagesARun,
    preprocess: (imageBytes, callOptions) => preprocessor.preprocess(imageBytes, callOptions),
    encodeImages: (batch, { lane = "interactive", ...callOptions } = {}) =>
      images.encode(batch, { lane, ...callOptions }),
    async encodeTexts(batch, { lane = "interactive", ...callOptions } = {}) {
      if (!texts) {
        throw new AppError(
          "unsupported",
          `the model ${model.id} has no text tower: search by image, or choose a model with one by --model`,
        );
      }
      return texts.encode(batch, { lane, ...callOptions });
    },
    async close() {
      await Promise.all([preprocessor.close(), images.close(), texts?.close()]);
    },
  };
}

/** Opens it once; what failed is tried again. */
function tokenizerOf(folder: string, text: Parameters<typeof openTokenizer>[1]): () => Promise<Tokenizer> {
  let opened: Promise<Tokenizer> | undefined;
  return () => {
    if (opened) return opened;
    opened = openTokenizer(folder, text);
    opened.catch(() => (opened = undefined));
    return opened;
  };
}
