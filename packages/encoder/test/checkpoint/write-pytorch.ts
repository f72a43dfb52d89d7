import { ops, pickle } from "../pickle/write-pickle.ts";
import { type ZipOptions, zipBytes } from "./write-zip.ts";

/** The bytes of one storage, by the name of its type. */
export interface Storage {
  type: string;
  elements: number;
  bytes: Uint8Array;
}

const ordered = ops.call(ops.global("collections", "OrderedDict"));

/** Opcodes of one tensor: a view of the storage `key`. */
export function tensor(
  key: string,
  storage: Storage,
  shape: number[],
  strides: number[],
  offset = 0,
  view = "",
): string {
  const identity = ops.tuple(
    ops.text("storage"),
    ops.global("torch", storage.type),
    ops.text(key),
    ops.text("cpu"),
    ops.int(storage.elements),
    ...(view ? [view] : []),
  );
  const ints = (values: number[]) => ops.tuple(...values.map(ops.int));
  const rebuild = ops.global("torch._utils", "_rebuild_tensor_v2");
  return ops.call(rebuild, `${identity}Q`, ops.int(offset), ints(shape), ints(strides), "\x89", ordered);
}

/** Opcodes of a parameter round a tensor. */
export function parameter(inner: string): string {
  return ops.call(ops.global("torch._utils", "_rebuild_parameter"), inner, "\x88", ordered);
}

/** Opcodes of a state dict: an ordered dict with the attribute `_metadata`. */
export function stateDict(tensors: Readonly<Record<string, string>>): string {
  const items = Object.entries(tensors).map(([name, body]) => ops.text(name) + body);
  return `${ordered}(${items.join("")}u}${ops.text("_metadata")}${ordered}sb`;
}

/** A file of PyTorch's zip layout. */
export function torchZip(
  body: string,
  storages: Readonly<Record<string, Storage>>,
  { extra = {}, ...options }: ZipOptions & { extra?: Record<string, string> } = {},
): Buffer {
  const kept = Object.entries(storages).map(([key, { bytes }]) => [`weights/data/${key}`, bytes] as const);
  const entries = {
    "weights/data.pkl": pickle(body),
    "weights/byteorder": "little",
    ...Object.fromEntries(kept),
    ...extra,
  };
  return zipBytes(entries, options);
}

/** A file of PyTorch's legacy layout. */
export function torchLegacy(body: string, storages: Readonly<Record<string, Storage>>, littleEndian = true): Buffer {
  const keys = Object.keys(storages);
  return Buffer.concat([
    pickle("\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19"),
    pickle(ops.int(1001)),
    pickle(ops.dict({ protocol_version: ops.int(1001), little_endian: littleEndian ? "\x88" : "\x89" })),
    pickle(body),
    pickle(ops.list(...keys.map(ops.text))),
    ...Object.values(storages).flatMap(({ elements, bytes }) => {
      const count = Buffer.alloc(8);
      count.writeBigUInt64LE(BigInt(elements));
      return [count, Buffer.from(bytes)];
    }),
  ]);
}
