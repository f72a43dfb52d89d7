import type { TunedModel, TuningPoint } from "@lesion-atlas/encoder";
import { formatBytes } from "./numbers.ts";

/** One measurement, as a line. */
export function pointText({ threads, images_a_run, images_per_second, memory_bytes }: TuningPoint): string {
  return `${settingText(images_a_run, threads)}: ${images_per_second.toPrecision(3)} images/s, ${formatBytes(memory_bytes)} of memory`;
}

/** What was found, for a person. */
export function tuningText(id: string, tuned: TunedModel): string {
  const { images_a_run, bulk_threads, images_per_second, memory_bytes, complete } = tuned;
  const { interactive_threads, text_ms, text_ms_while_indexing } = tuned;
  const lines = [
    `${id} encodes ${images_per_second.toPrecision(3)} images/s here with ${settingText(images_a_run, bulk_threads)}, in ${formatBytes(memory_bytes)} of memory.`,
  ];
  if (interactive_threads !== undefined && text_ms !== undefined) {
    const beside = text_ms_while_indexing?.toPrecision(2);
    lines.push(
      `A text takes ${text_ms.toPrecision(2)} ms with ${counted(interactive_threads, "thread")}, ${beside} ms while images are encoded.`,
    );
  }
  if (!complete) lines.push("Not everything was tried in that time or memory; --seconds gives it more.");
  lines.push("Kept for this machine: commands that encode use it unless --threads or --batch say otherwise.");
  return `${lines.join("\n")}\n`;
}

function settingText(images: number, threads: number): string {
  return `${counted(images, "image")} a run and ${counted(threads, "thread")}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
