import type { FileHandle } from "node:fs/promises";
import { AppError } from "@lesion-atlas/core";

/** How a checkpoint file is built. `index` is the table of a checkpoint in several files. */
export type CheckpointLayout = "safetensors" | "pytorch zip" | "pytorch legacy" | "index";

const layouts: readonly { layout: CheckpointLayout; fits: (head: string) => boolean }[] = [
  { layout: "pytorch zip", fits: (head) => head.startsWith("PK\x03\x04") },
  { layout: "pytorch legacy", fits: (head) => head[0] === "\x80" && head[1] >= "\x02" && head[1] <= "\x05" },
  { layout: "safetensors", fits: (head) => head[8] === "{" },
  { layout: "index", fits: (head) => /^\s*\{/.test(head) },
];

/** Recognises the layout by the first bytes. @throws AppError `model_invalid` when it is none that can be read */
export async function layoutOf(handle: FileHandle, path: string): Promise<CheckpointLayout> {
  const head = await firstBytes(handle);
  if (head.startsWith("version https://git-lfs")) {
    throw new AppError("model_invalid", `${path} is a Git LFS pointer, not the weights: run "git lfs pull" there`);
  }
  const found = layouts.find(({ fits }) => fits(head));
  if (found) return found.layout;
  throw new AppError("model_invalid", `${path} is no checkpoint: neither safetensors nor a PyTorch file`);
}

/** One character a byte. */
async function firstBytes(handle: FileHandle): Promise<string> {
  if (!(await handle.stat()).isFile()) return "";
  const { buffer, bytesRead } = await handle.read(new Uint8Array(64), 0, 64, 0);
  return Buffer.from(buffer.subarray(0, bytesRead)).toString("latin1");
}
