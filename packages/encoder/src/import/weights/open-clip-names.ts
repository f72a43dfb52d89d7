import type { WeightSources } from "./weight-sources.ts";

/**
 * open_clip's own names. The text tower's stand under `text.` where it is an object of its own (`custom_text`).
 *
 * @param tensors every name of the checkpoint
 */
export function openClipNames(tensors: ReadonlySet<string>): WeightSources {
  const text = tensors.has("text.positional_embedding") ? "text." : "";
  const isShared = (name: string) => name.startsWith("visual.") || name === "logit_scale";
  return (name) => ({ tensors: [isShared(name) ? name : `${text}${name}`] });
}
