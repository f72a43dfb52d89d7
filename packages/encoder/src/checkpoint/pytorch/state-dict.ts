import { AppError } from "@lesion-atlas/core";
import { type RebuiltTensor, isRebuiltTensor } from "./state-dict-globals.ts";

/** Names under which training programs keep the weights beside the epoch, the optimizer and so on. */
const nestedNames = ["state_dict", "model_state_dict", "model"];

/**
 * The named tensors of an unpickled checkpoint: those of the dict itself, or of the state dict in it. What is no tensor
 * is left out.
 *
 * @throws AppError `model_invalid` when there are none
 */
export function tensorsOfStateDict(root: unknown): Map<string, RebuiltTensor> {
  const dict = nestedStateDict(root) ?? root;
  const named = new Map<string, RebuiltTensor>();
  if (dict instanceof Map) {
    for (const [name, value] of dict) if (typeof name === "string" && isRebuiltTensor(value)) named.set(name, value);
  }
  if (named.size === 0) throw new AppError("model_invalid", "the checkpoint holds no state dict with tensors");
  return named;
}

function nestedStateDict(root: unknown): unknown {
  if (!(root instanceof Map)) return undefined;
  return nestedNames.map((name) => root.get(name)).find((value) => value instanceof Map);
}
