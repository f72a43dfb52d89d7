import { AppError } from "@lesion-atlas/core";
import type { Quantization, QdrantStoreOptions } from "@lesion-atlas/store";
import { z } from "zod";
import { inSnakeCase } from "./in-snake-case.ts";

const whole = z.string().regex(/^\d+$/, "expected a whole number").transform(Number);
const positive = whole.refine((value) => value > 0, "expected a whole number from 1 up");
const yesOrNo = z.enum(["true", "false"], "expected true or false").transform((value) => value === "true");

const quantizations = "expected none, scalar, scalar:QUANTILE, binary, or product:x4, x8, x16, x32 or x64";
const quantization = z.string().transform((text, context): Quantization => {
  const [kind, detail] = text.split(":");
  if ((kind === "none" || kind === "binary" || kind === "scalar") && detail === undefined) return { kind };
  const quantile = Number(detail);
  if (kind === "scalar" && quantile >= 0.5 && quantile <= 1) return { kind, quantile };
  const compression = (["x4", "x8", "x16", "x32", "x64"] as const).find((factor) => factor === detail);
  if (kind === "product" && compression) return { kind, compression };
  context.addIssue({ code: "custom", message: quantizations });
  return z.NEVER;
});

const strictMode = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "expected JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.union([z.number(), z.boolean()]), "expected an object of numbers and booleans"));

/** What may stand behind the `?` of `qdrant:URL?OPTION=VALUE`; there the names are in snake_case. */
const groups = {
  connection: z.object({
    timeoutMs: positive.optional(),
    slowTimeoutMs: positive.optional(),
    retryForMs: whole.optional(),
    maxConnections: positive.optional(),
  }),
  collection: z.object({
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, "expected letters, digits, - and _")
      .optional(),
    hnswM: whole.optional(),
    hnswEfConstruct: positive.optional(),
    hnswOnDisk: yesOrNo.optional(),
    vectorsOnDisk: yesOrNo.optional(),
    payloadOnDisk: yesOrNo.optional(),
    vectorType: z.enum(["float32", "float16"], "expected float32 or float16").optional(),
    quantization: quantization.optional(),
    shards: positive.optional(),
    replicas: positive.optional(),
    writeConsistency: positive.optional(),
    indexingThresholdKb: positive.optional(),
    strictMode: strictMode.optional(),
  }),
  search: z.object({
    exact: yesOrNo.optional(),
    ef: positive.optional(),
    rescore: yesOrNo.optional(),
    oversampling: z.coerce.number("expected a number").min(1, "expected a number from 1 up").optional(),
    exactBelow: whole.optional(),
    distributionExactBelow: whole.optional(),
    distributionSample: positive.optional(),
  }),
  write: z.object({
    batchLimit: positive.optional(),
    requestsAtOnce: positive.optional(),
    bulkFrom: positive.optional(),
    bulkIdleMs: positive.optional(),
  }),
} satisfies Record<string, z.ZodObject>;

const names = new Map(
  Object.values(groups)
    .flatMap((group) => Object.keys(group.shape))
    .map((name) => [inSnakeCase(name), name]),
);

/**
 * Reads a server's address with its options.
 *
 * @throws AppError `invalid_input` for an option that is none, a value that is none of its, and a password in the address
 */
export function readQdrantOptions(address: URL): Omit<QdrantStoreOptions, "apiKey"> {
  if (address.username || address.password) {
    throw new AppError("invalid_input", "no user or password in --store: set LESION_QDRANT_API_KEY");
  }
  const given = [...address.searchParams].map(([name, value]) => [optionCalled(name), value]);
  const values = Object.fromEntries(given) as Readonly<Record<string, string>>;
  const read = <Shape extends z.ZodRawShape>(group: z.ZodObject<Shape>) => {
    const parsed = group.safeParse(values);
    if (parsed.success) return parsed.data;
    const [{ path, message }] = parsed.error.issues;
    throw new AppError("invalid_input", `--store qdrant: ${inSnakeCase(String(path[0]))}: ${message}`);
  };
  return {
    url: address.origin + address.pathname.replace(/\/$/, ""),
    ...read(groups.connection),
    collection: read(groups.collection),
    search: read(groups.search),
    write: read(groups.write),
  };
}

function optionCalled(name: string): string {
  const option = names.get(name);
  if (option !== undefined) return option;
  throw new AppError(
    "invalid_input",
    `--store qdrant: there is no option ${name}; there is ${[...names.keys()].join(", ")}`,
  );
}
