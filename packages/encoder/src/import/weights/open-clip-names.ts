import type { WeightSources } from "./weight-sources.ts";

/** What wrappers for training put before every name. */
const wrappers = ["module.", "_orig_mod."];

/**
 * open_clip's own names. The text tower's stand under `text.` where it is an object of its own (`custom_text`).
 *
 * @param tensors every name of the checkpoint
 */
export function openClipNames(tensors: ReadonlySet<string>): WeightSources {
  const prefix = wrappers.find((wrapper) => [...tensors].every((name) => name.startsWith(wrapper))) ?? "";
  const text = tensors.has(`${prefix}text.positional_embedding`) ? "text." : "";
  const isShared = (name: string) => name.startsWith("visual.") || name === "logit_scale";
  return (name) => ({ tensors: [`${prefix}${isShared(name) ? "" : text}${name}`] });
}
