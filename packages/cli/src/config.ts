import { join, resolve } from "node:path";
import envPaths from "env-paths";
import { AppError, type Device, deviceNames } from "@lesion-atlas/core";
import { z } from "zod";
import { type StoreLocation, fromHome, parseStore } from "./store-location.ts";
import { type TracingConfig, readTracing } from "./tracing-config.ts";

/** An empty variable is an unset one. */
const variable = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : undefined));
const environmentSchema = z.object({
  LESION_HOME: variable,
  LESION_STORE: variable,
  LESION_MODEL: variable,
  LESION_QDRANT_API_KEY: variable,
  LESION_REDIS_URL: variable,
  LESION_DEVICE: variable,
  LESION_THREADS: variable,
  LESION_BATCH: variable,
  HF_ENDPOINT: variable,
  HF_TOKEN: variable,
});

/** What `--device` takes. */
export const devices = [...deviceNames, "auto"] as const;

/** The options that every command takes, and those of commands that encode. */
export const globalFlagsSchema = z.object({
  json: z.boolean().default(false),
  quiet: z.boolean().default(false),
  store: z.string().optional(),
  model: z.string().optional(),
  device: z.enum(devices).optional(),
  threads: z.int().optional(),
  batch: z.int().optional(),
});

export type GlobalFlags = z.input<typeof globalFlagsSchema>;

/** How a model is run; what is undefined is as `lesion models tune` found it, else the default. */
export interface EncodingConfig {
  /** `auto` is the first that can be used. */
  device: Device | "auto";
  /** Threads of one operator. */
  threads?: number;
  /** Images a run. */
  batch?: number;
}

export interface Config {
  /** Absolute; the store, imported models and caches lie in it unless told otherwise. */
  home: string;
  store: StoreLocation;
  /** False where `store` is the default. */
  storeGiven: boolean;
  /** Sent to every Qdrant server that the command talks to. */
  qdrantApiKey?: string;
  /** The queue's server. */
  redisUrl?: string;
  /** Where models are pulled from: the address of the hub, or of what stands in for it. */
  hub: { endpoint: string; token?: string };
  /** How `lesion serve` sends traces; undefined for none. */
  tracing?: TracingConfig;
  /** The model asked for; undefined leaves the choice to `chooseModel`. */
  model?: string;
  encoding: EncodingConfig;
  /** One JSON object or NDJSON events on stdout instead of text. */
  json: boolean;
  /** No progress and no remarks on stderr. */
  quiet: boolean;
}

/**
 * Flags, else the environment, else defaults. The only reader of `process.env`.
 *
 * @param environment instead of the process's own, for tests
 * @throws AppError `invalid_input` for a store that is neither `sqlite:PATH` nor `qdrant:URL`, a hub that is no address,
 * a number that is none, and what `readTracing` refuses
 */
export function readConfig(flags: GlobalFlags, environment: NodeJS.ProcessEnv = process.env): Config {
  const variables = environmentSchema.parse(environment);
  const { LESION_HOME, LESION_STORE, LESION_MODEL, LESION_QDRANT_API_KEY, LESION_REDIS_URL } = variables;
  const { HF_ENDPOINT, HF_TOKEN } = variables;
  const { json, quiet, store, model, device, threads, batch } = globalFlagsSchema.parse(flags);
  const home = resolve(fromHome(LESION_HOME ?? envPaths("lesion-atlas", { suffix: "" }).data));
  const url = store ?? LESION_STORE;
  return {
    home,
    store: url === undefined ? { kind: "sqlite", path: join(home, "store.sqlite") } : parseStore(url),
    storeGiven: url !== undefined,
    qdrantApiKey: LESION_QDRANT_API_KEY,
    redisUrl: LESION_REDIS_URL,
    hub: { endpoint: hubAddress(HF_ENDPOINT ?? "https://huggingface.co"), token: HF_TOKEN },
    tracing: readTracing(environment),
    model: model ?? LESION_MODEL,
    encoding: {
      device: device ?? deviceNamed(variables.LESION_DEVICE),
      threads: threads ?? wholeNumber("LESION_THREADS", variables.LESION_THREADS, mostThreads),
      batch: batch ?? wholeNumber("LESION_BATCH", variables.LESION_BATCH, largestBatch),
    },
    json,
    quiet,
  };
}

function deviceNamed(text = "cpu"): Device | "auto" {
  const found = devices.find((name) => name === text);
  if (found) return found;
  throw new AppError("invalid_input", `LESION_DEVICE is ${text}: give one of ${devices.join(", ")}`);
}

/** Bounds of `--threads` and `--batch`. */
export const mostThreads = 1024;
export const largestBatch = 1024;

function wholeNumber(name: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new AppError("invalid_input", `${name} is ${text}: give a whole number from 1 to ${most}`);
}

/** @throws AppError `invalid_input` for text that is no address of a web server */
export function hubAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" || url?.protocol === "http:") return text;
  throw new AppError("invalid_input", `${text} is no address of a hub; for instance https://huggingface.co`);
}
