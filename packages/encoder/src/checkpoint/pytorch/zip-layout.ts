import type { FileHandle } from "node:fs/promises";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import yauzl, { type Entry, type ZipFile } from "yauzl";
import { unpickle } from "../../pickle/unpickle.ts";
import { elementBytes } from "../element-type.ts";
import { readRange } from "../read-range.ts";
import type { StoredTensor } from "../stored-tensor.ts";
import { longestPickleBytes } from "./pickle-bound.ts";
import { loadStorage, stateDictGlobals } from "./state-dict-globals.ts";
import { tensorsOfStateDict } from "./state-dict.ts";

/**
 * Finds the tensors of a file of PyTorch's zip layout (1.6 and newer): `NAME/data.pkl` describes them, `NAME/data/KEY`
 * are the storages, stored and not compressed.
 *
 * @throws AppError `model_invalid` for a damaged file or a pickle that is refused, `unsupported` for TorchScript, for
 * compressed entries and for big-endian storages
 */
export async function findInZip(handle: FileHandle, file: string, options: CallOptions): Promise<StoredTensor[]> {
  const zip = await openZip(handle);
  const entries = await readEntries(zip);
  const folder = folderOf(entries);
  const start = async (name: string) => startOf(zip, entryAt(entries, folder + name));
  const read = async (name: string) => readEntry(handle, await start(name), entryAt(entries, folder + name));

  if (entries.has(`${folder}byteorder`) && Buffer.from(await read("byteorder")).toString() !== "little") {
    throw new AppError("unsupported", "the checkpoint was saved on a big-endian machine; save it as safetensors");
  }
  const { value } = unpickle(await read("data.pkl"), { globals: stateDictGlobals, loadPersistent: loadStorage });
  const stored: StoredTensor[] = [];
  for (const [name, { storage, offset, shape, strides }] of tensorsOfStateDict(value)) {
    throwIfCancelled(options.signal);
    const entry = entryAt(entries, `${folder}data/${storage.key}`);
    const storageElements = Math.floor(entry.uncompressedSize / elementBytes[storage.type]);
    const storageStart = await start(`data/${storage.key}`);
    stored.push({ name, shape, strides, type: storage.type, file, storageStart, storageElements, offset });
  }
  return stored;
}

async function openZip(handle: FileHandle): Promise<ZipFile> {
  try {
    return await yauzl.fromFdPromise(handle.fd, { autoClose: false, strictFileNames: false });
  } catch (error) {
    throw zipDamaged(error);
  }
}

async function readEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  } catch (error) {
    throw zipDamaged(error);
  }
  return entries;
}

/** The folder that holds everything, with its slash. */
function folderOf(entries: ReadonlyMap<string, Entry>): string {
  const pickle = [...entries.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new AppError("model_invalid", "the zip holds no data.pkl: it is no PyTorch checkpoint");
  }
  const folder = pickle.slice(0, -"data.pkl".length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw new AppError("unsupported", "this is a TorchScript program; save its state_dict() with torch.save instead");
  }
  return folder;
}

function entryAt(entries: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = entries.get(name);
  if (!entry) throw new AppError("model_invalid", `the checkpoint lacks ${name}: it is damaged`);
  if (entry.compressionMethod !== 0 || entry.isEncrypted()) {
    throw new AppError("unsupported", "the checkpoint was zipped again with compression; use the file of torch.save");
  }
  return entry;
}

async function startOf(zip: ZipFile, entry: Entry): Promise<number> {
  try {
    return (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
  } catch (error) {
    throw zipDamaged(error);
  }
}

async function readEntry(handle: FileHandle, start: number, entry: Entry): Promise<Uint8Array> {
  if (entry.uncompressedSize > longestPickleBytes) {
    throw new AppError("too_large", `${entry.fileName} is larger than ${longestPickleBytes} bytes: no state dict is`);
  }
  const bytes = new Uint8Array(entry.uncompressedSize);
  await readRange(handle, start, bytes);
  return bytes;
}

function zipDamaged(error: unknown): AppError {
  return new AppError("model_invalid", `the checkpoint's zip is damaged or was not fetched whole: ${String(error)}`, {
    cause: error,
  });
}
