import { readdir } from "node:fs/promises";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { type ModelFile, modelFileName } from "./model-file.ts";

/** Files for people and hidden ones. */
const document = /^\.|^(?:readme|licen[cs]e|notice)|\.(?:md|txt|pdf|png|jpe?g)$/i;

/**
 * Names of the files in a model folder that make its vectors, ascending: everything but `model.json`, documents and
 * hidden files, since an ONNX file may keep its weights in files of any name.
 *
 * @throws AppError `model_invalid` when a file is missing that the model needs
 */
export async function modelFilesIn(folder: string, model: ModelFile, options: CallOptions = {}): Promise<string[]> {
  throwIfCancelled(options.signal);
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory() && entry.name !== modelFileName && !document.test(entry.name))
    .map(({ name }) => name)
    .sort();
  const missing = neededFiles(model).find((name) => !names.includes(name));
  if (missing !== undefined) throw new AppError("model_invalid", `${folder} lacks ${missing}, which its model needs`);
  return names;
}

function neededFiles({ text }: ModelFile): string[] {
  if (!text) return ["image.onnx"];
  return ["image.onnx", "text.onnx", ...(text.tokenizer === "clip" ? [] : [text.tokenizer])];
}
