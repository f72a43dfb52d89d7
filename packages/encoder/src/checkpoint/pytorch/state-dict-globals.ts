import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import type { PickleGlobals } from "../../pickle/pickle-machine.ts";
import type { ElementType } from "../element-type.ts";

/** Elements that the pickle keeps outside of itself. */
export interface StorageReference {
  readonly kind: "storage";
  readonly type: ElementType;
  /** Names the storage among those of the file. */
  readonly key: string;
  readonly elements: number;
  /** Elements of the file's storage before this one, which is a part of it. */
  readonly viewOffset: number;
}

/** A tensor as a pickle rebuilds it: a view of a storage. */
export interface RebuiltTensor {
  readonly kind: "tensor";
  readonly storage: StorageReference;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** What a pickle's `torch.FloatStorage` and its like stand for. */
interface StorageType {
  readonly kind: "storage type";
  readonly type: ElementType;
}

const storages: Readonly<Record<string, ElementType>> = {
  DoubleStorage: "float64",
  FloatStorage: "float32",
  HalfStorage: "float16",
  BFloat16Storage: "bfloat16",
  LongStorage: "int64",
  IntStorage: "int32",
  ShortStorage: "int16",
  CharStorage: "int8",
  ByteStorage: "uint8",
  BoolStorage: "bool",
};
const dtypes = "float16 float32 float64 bfloat16 half float double uint8 int8 int16 int32 int64 long bool".split(" ");

type Constructor = (args: readonly unknown[]) => unknown;

/** Everything that the pickle of a state dict may name, and what we build in its place. */
export const stateDictGlobals: PickleGlobals = new Map<string, Constructor | StorageType | string>([
  ["collections.OrderedDict", ([entries]) => orderedDict(entries)],
  ["torch._utils._rebuild_tensor", rebuildTensor],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_parameter", ([tensor]) => tensor],
  ["torch._utils._rebuild_parameter_with_state", ([tensor]) => tensor],
  ["torch.Size", ([sizes]) => sizes],
  ["torch.device", ([name]) => name],
  ...Object.entries(storages).map(([name, type]) => [`torch.${name}`, { kind: "storage type", type }] as const),
  ...dtypes.map((name) => [`torch.${name}`, name] as const),
]);

const size = z.int().nonnegative();
const storageSchema = z.custom<StorageReference>((value) => kindOf(value) === "storage");
const tensorArguments = z.tuple([storageSchema, size, z.array(size), z.array(size)], z.unknown());

function rebuildTensor(args: readonly unknown[]): RebuiltTensor {
  const parsed = tensorArguments.safeParse(args);
  if (!parsed.success) throw malformed("a tensor");
  const [storage, offset, shape, strides] = parsed.data;
  return { kind: "tensor", storage, offset: storage.viewOffset + offset, shape, strides };
}

const storageIdentity = z.tuple(
  [
    z.literal("storage"),
    z.custom<StorageType>((value) => kindOf(value) === "storage type"),
    z.string(),
    z.string(),
    size,
    // Legacy files: a storage that is a part of another, as its own key, the offset in elements and its length.
    z.tuple([z.unknown(), size, size]).nullish(),
  ],
  z.unknown(),
);

/** What a persistent id of PyTorch's pickles, `("storage", type, key, device, elements)`, stands for. */
export function loadStorage(identity: unknown): StorageReference {
  const parsed = storageIdentity.safeParse(identity);
  if (!parsed.success) throw malformed("a storage");
  const [, { type }, key, , elements, view] = parsed.data;
  return { kind: "storage", type, key, elements, viewOffset: view?.[1] ?? 0 };
}

/** Objects reach the pickle's values by the constructors above only, so their kind can be trusted. */
function kindOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
}

/** Tells a rebuilt tensor among the values of an unpickled state dict. */
export function isRebuiltTensor(value: unknown): value is RebuiltTensor {
  return kindOf(value) === "tensor";
}

function orderedDict(entries: unknown): Map<unknown, unknown> {
  const parsed = z.array(z.tuple([z.unknown(), z.unknown()])).safeParse(entries ?? []);
  if (!parsed.success) throw malformed("an ordered dict");
  return new Map(parsed.data);
}

function malformed(what: string): AppError {
  return new AppError("model_invalid", `the checkpoint's pickle describes ${what} in a way that PyTorch does not`);
}
