import type { FileHandle } from "node:fs/promises";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { unpickle } from "../../pickle/unpickle.ts";
import { type ElementType, elementBytes } from "../element-type.ts";
import { readRange } from "../read-range.ts";
import type { StoredTensor } from "../stored-tensor.ts";
import { longestPickleBytes } from "./pickle-bound.ts";
import { loadStorage, stateDictGlobals } from "./state-dict-globals.ts";
import { tensorsOfStateDict } from "./state-dict.ts";

/** `torch.serialization.MAGIC_NUMBER` and `PROTOCOL_VERSION`. */
const magicNumber = 0x1950a86a20f9469cfc6cn;
const protocolVersion = 1001;

/**
 * Finds the tensors of a file of PyTorch's layout before 1.6: five pickles (magic number, version, machine, the object,
 * the keys of its storages), then each storage behind eight bytes with the number of its elements.
 *
 * @throws AppError `model_invalid` for a damaged file or a pickle that is refused, `unsupported` for big-endian storages and for an
 * unknown version
 */
export async function findInLegacyFile(handle: FileHandle, file: string): Promise<StoredTensor[]> {
  const head = new Uint8Array(Math.min(longestPickleBytes, (await handle.stat()).size));
  await readRange(handle, 0, head);
  let end = 0;
  const next = (options = {}) => {
    const pickle = unpickle(head, { ...options, start: end });
    ({ end } = pickle);
    return pickle.value;
  };

  if (next() !== magicNumber) {
    throw new AppError("model_invalid", `${file} is a pickle but no PyTorch checkpoint: save it with torch.save`);
  }
  if (next() !== protocolVersion) {
    throw new AppError("unsupported", "the checkpoint has an unknown version; save it again with a current PyTorch");
  }
  const machine = next();
  if (!(machine instanceof Map) || machine.get("little_endian") !== true) {
    throw new AppError("unsupported", "the checkpoint was saved on a big-endian machine; save it as safetensors");
  }
  const types = new Map<string, ElementType>();
  const loadPersistent = (identity: unknown) => {
    const storage = loadStorage(identity);
    types.set(storage.key, types.get(storage.key) ?? storage.type);
    return storage;
  };
  const tensors = tensorsOfStateDict(next({ globals: stateDictGlobals, loadPersistent }));
  const keys = z.array(z.string()).safeParse(next());
  if (!keys.success) throw new AppError("model_invalid", "the checkpoint's list of storages is damaged");
  const storages = await findStorages(handle, end, keys.data, types);
  return Array.from(tensors, ([name, { storage, offset, shape, strides }]) => {
    const found = storages.get(storage.key);
    if (!found) throw new AppError("model_invalid", `the checkpoint lacks the storage of "${name}": it is damaged`);
    return { name, shape, strides, type: storage.type, file, offset, ...found };
  });
}

/** Where each storage lies. Its length is known by its element type, which the pickle names. */
async function findStorages(
  handle: FileHandle,
  start: number,
  keys: readonly string[],
  types: ReadonlyMap<string, ElementType>,
): Promise<Map<string, { storageStart: number; storageElements: number }>> {
  const found = new Map<string, { storageStart: number; storageElements: number }>();
  const length = new Uint8Array(8);
  let position = start;
  for (const key of keys) {
    const type = types.get(key);
    if (!type) throw new AppError("model_invalid", "the checkpoint lists storages that it never uses: it is damaged");
    await readRange(handle, position, length);
    const storageElements = Number(new DataView(length.buffer).getBigUint64(0, true));
    found.set(key, { storageStart: position + 8, storageElements });
    position += 8 + storageElements * elementBytes[type];
  }
  return found;
}
