import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Compute } from "@lesion-atlas/compute";
import {
  AppError,
  type CallOptions,
  type Catalog,
  type Device,
  type Encoder,
  type Model,
  type VectorStore,
} from "@lesion-atlas/core";
import type { IndexQueue } from "@lesion-atlas/indexer";
import type { ListedModel, RegisteredModel } from "@lesion-atlas/encoder";
import { chooseModel } from "./choose-model.ts";
import type { Config } from "./config.ts";
import { openEncoder } from "./open-encoder.ts";
import { type AttachedNeeds, type StoreSecrets, openCatalog, openStore, storeExists } from "./open-store.ts";
import { storeUrl } from "./store-location.ts";
import { redisUrl } from "./work-on-runs.ts";

/** The models that come with the repository. */
const repositoryModels = fileURLToPath(new URL("../../../models", import.meta.url));

/** Every adapter of one run of `lesion`, each opened when it is first asked for. */
export interface Composition {
  /** Where imported models go. */
  readonly modelsFolder: string;
  /** What runs the graphs. */
  compute(): Promise<Compute>;
  /** The models that can be pulled, and the one that comes with the repository. */
  registry(options?: CallOptions): Promise<RegisteredModel[]>;
  /** What opening a store beside `--store` needs. */
  readonly needs: StoreSecrets & AttachedNeeds;
  /** Models on this machine: imported ones, then those of the repository; of two with one id the imported one. */
  models(options?: CallOptions): Promise<ListedModel[]>;
  /** Whether anything was ever stored. @throws AppError `store_unavailable` when the store's server does not answer */
  storeExists(options?: CallOptions): Promise<boolean>;
  /** The store, without a model in use. Where there is none it is created, or is empty and in memory for a dry run. */
  store(options?: CallOptions & { dryRun?: boolean }): Promise<VectorStore>;
  /** In the same place as the store. */
  catalog(options?: CallOptions & { dryRun?: boolean }): Promise<Catalog>;
  /**
   * The model of `--model`, else the one `chooseModel` takes.
   *
   * @param options.store prefers the model that it has vectors of
   */
  encoder(options?: CallOptions & { store?: VectorStore }): Promise<Encoder>;
  /** The encoder of a folder, run on the processor as it is best here; the caller's to close. */
  openEncoder(folder: string, options?: CallOptions): Promise<Encoder>;
  /** What `encoder` runs on. */
  device(options?: CallOptions): Promise<Device>;
  /** The model that `encoder` would open, without opening it. */
  model(options?: CallOptions & { store?: VectorStore }): Promise<Model>;
  /**
   * Index runs in the Redis of LESION_REDIS_URL.
   *
   * @param options.model encodes the runs that are started
   * @throws AppError `invalid_input` where no Redis is named, `store_unavailable`, `unsupported` for one that is too old
   */
  runQueue(options?: { model?: Model }): Promise<IndexQueue>;
  /** Settings of that Redis that may lose jobs, a sentence each. */
  redisWarnings(): Promise<readonly string[]>;
  /**
   * What a search needs, with the store's model in use.
   *
   * @throws AppError `not_found` when nothing was ever stored, or the store has no vector of the model.
   */
  searchPorts(options?: CallOptions & { mayBeEmpty?: boolean }): Promise<{ store: VectorStore; encoder: Encoder }>;
  /** Closes what was opened, the last one first; all of it, also where one cannot be closed. */
  close(): Promise<void>;
}

/**
 * The only place where adapters are chosen. Nothing is opened or read yet; even the packages are loaded when they are
 * first needed, since onnxruntime and sharp take longer to load than `lesion --help` may take.
 *
 * @param options.device what encoders run on, found out when the first is opened
 * @param options.resident for a process that searches many times: the store keeps its vectors in memory
 */
export function createComposition(
  config: Config,
  { device, resident = false }: { device: Composition["device"]; resident?: boolean },
): Composition {
  const modelsFolder = join(config.home, "models");
  const opened: { close(): Promise<void> }[] = [];
  const open = <Port extends { close(): Promise<void> }, Words extends unknown[]>(
    create: (...words: Words) => Promise<Port> | Port,
  ) =>
    once(async (...words: Words) => {
      const port = await create(...words);
      opened.push(port);
      return port;
    });

  const compute = open(async (): Promise<Compute> => (await import("@lesion-atlas/compute")).createCompute());
  const needs = { qdrantApiKey: config.qdrantApiKey, home: config.home, statedModel };
  const store = open((options?: CallOptions & { dryRun?: boolean }) =>
    openStore(config.store, { ...options, ...needs, resident }),
  );
  const catalog = open((options?: CallOptions & { dryRun?: boolean }) =>
    openCatalog(config.store, { ...options, ...needs }),
  );
  const exists = (options?: CallOptions) =>
    storeExists(config.store, { ...options, qdrantApiKey: config.qdrantApiKey });
  const encoders = new Map<string, () => Promise<Encoder>>();

  async function models(options: CallOptions = {}): Promise<ListedModel[]> {
    const { listModels } = await import("@lesion-atlas/encoder");
    const imported = await listModels(modelsFolder, options);
    const shipped = await listModels(repositoryModels, options);
    return [...imported, ...shipped.filter(({ id }) => !imported.some((model) => model.id === id))];
  }

  async function statedModel(id: string | undefined, options: CallOptions): Promise<Model> {
    const { readModelFolder } = await import("@lesion-atlas/encoder");
    const { folder } = chooseModel(await models(options), { wanted: config.model ?? id });
    return (await readModelFolder(folder, options)).model;
  }

  async function chosenFolder({ store, ...options }: CallOptions & { store?: VectorStore }): Promise<string> {
    const stored = store ? await modelsWithVectors(store, options) : [];
    const preferred = stored.map(({ id }) => id);
    return chooseModel(await models(options), { wanted: config.model, preferred }).folder;
  }

  async function encoder({ store, ...options }: CallOptions & { store?: VectorStore } = {}): Promise<Encoder> {
    const folder = await chosenFolder({ store, ...options });
    const existing = encoders.get(folder) ?? open(async () => openedEncoder(folder, { device: await device(options) }));
    encoders.set(folder, existing);
    return existing();
  }

  async function openedEncoder(folder: string, options: CallOptions & { device?: Device } = {}): Promise<Encoder> {
    const { encoding } = config;
    return openEncoder(folder, { device: "cpu", ...options, compute: await compute(), modelsFolder, encoding });
  }

  return {
    modelsFolder,
    compute,
    openEncoder: (folder, options) => openedEncoder(folder, options),
    device,
    async registry(options = {}) {
      const { readManifest } = await import("@lesion-atlas/encoder");
      return readManifest(join(repositoryModels, "manifest.json"), options);
    },
    needs,
    models,
    storeExists: exists,
    store,
    catalog,
    encoder,
    async model(options = {}) {
      const { readModelFolder } = await import("@lesion-atlas/encoder");
      return (await readModelFolder(await chosenFolder(options), options)).model;
    },
    runQueue: open(async ({ model }: { model?: Model } = {}): Promise<IndexQueue> => {
      const { createIndexQueue } = await import("@lesion-atlas/indexer");
      return createIndexQueue(redisUrl(config), { model });
    }),
    async redisWarnings() {
      const { checkRedis } = await import("@lesion-atlas/indexer");
      return (await checkRedis(redisUrl(config))).warnings;
    },
    async searchPorts({ mayBeEmpty = false, ...options } = {}) {
      if (!mayBeEmpty && !(await exists(options))) {
        throw new AppError(
          "not_found",
          `there is no store at ${storeUrl(config.store)}: index an archive first, lesion index LOCATION --archive NAME`,
        );
      }
      const opening = await store(options);
      const using = await encoder({ ...options, store: opening });
      const stored = await modelsWithVectors(opening, options);
      if (!mayBeEmpty && !stored.some(({ fingerprint }) => fingerprint === using.model.fingerprint)) {
        throw noVectors(
          using.model.id,
          stored.map(({ id }) => id),
        );
      }
      await opening.useModel(using.model, options);
      return { store: opening, encoder: using };
    },
    async close() {
      const failures: unknown[] = [];
      for (const port of opened.reverse()) await port.close().catch((error: unknown) => failures.push(error));
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function modelsWithVectors(store: VectorStore, options: CallOptions): Promise<Model[]> {
  const stored = await store.models(options);
  return stored.filter(({ vectors }) => vectors > 0).map(({ model }) => model);
}

/** The first call decides. */
function once<Words extends unknown[], Value>(create: (...words: Words) => Promise<Value>) {
  let value: Promise<Value> | undefined;
  return (...words: Words) => (value ??= create(...words));
}

function noVectors(model: string, stored: readonly string[]): AppError {
  const [others, sameName] = [stored.filter((id) => id !== model), stored.includes(model)];
  const reason = sameName
    ? `the model ${model} was changed since the store was filled`
    : `the store has no vector of the model ${model}`;
  const choice = others.length > 0 ? `, or choose ${others.join(" or ")} with --model` : "";
  return new AppError("not_found", `${reason}: run lesion index LOCATION --archive NAME --model ${model}${choice}`);
}
