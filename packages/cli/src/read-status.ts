import { stat } from "node:fs/promises";
import { researchNotice } from "@lesion-atlas/analysis";
import { readArchives } from "./archive-documents.ts";
import type { CommandContext } from "./command-context.ts";
import { type ModelRow, modelRow } from "./model-row.ts";
import type { StatusAnswer } from "./output/status-text.ts";
import { type StoreLocation, storeUrl } from "./store-location.ts";

/**
 * What the store holds and which models are on this machine.
 *
 * @throws AppError `store_unavailable` when the store's server does not answer
 */
export async function readStatus({ config, composition, signal }: CommandContext): Promise<StatusAnswer> {
  const installed = await readInstalled({ composition, signal });
  const exists = await composition.storeExists({ signal });
  const stored = exists ? await readStored() : { models: [], archives: [], images: 0 };
  const vectorsOf = (fingerprint: string | undefined) =>
    stored.models.find(({ model }) => model.fingerprint === fingerprint)?.vectors ?? 0;
  const here = new Set(installed.map(({ fingerprint }) => fingerprint));
  return {
    home: config.home,
    store: {
      url: storeUrl(config.store),
      exists,
      bytes: await fileSize(config.store),
      health: "health" in stored ? stored.health : undefined,
      images: stored.images,
    },
    archives: stored.archives,
    models: [
      ...installed.map((row) => ({ ...row, vectors: vectorsOf(row.fingerprint) })),
      ...stored.models
        .filter(({ model }) => !here.has(model.fingerprint))
        .map(({ model, vectors }) => ({
          id: model.id,
          fingerprint: model.fingerprint,
          dimensions: model.dimensions,
          vectors,
        })),
    ],
    notice: researchNotice,
  };

  async function readStored() {
    const store = await composition.store({ signal });
    const [models, images, facet, health, known] = await Promise.all([
      store.models({ signal }),
      store.count(undefined, { signal, everyImage: true }),
      store.facet("archive", undefined, { signal, everyImage: true, limit: 10_000 }),
      store.health({ signal }),
      readArchives(await composition.catalog({ signal }), { signal }),
    ]);
    const counts = new Map(facet.values.map(({ value, count }) => [String(value), count]));
    const names = [...new Set([...known.keys(), ...counts.keys()])].sort();
    const archives = names.map((name) => ({ name, images: counts.get(name) ?? 0, ...known.get(name) }));
    return { models, images, archives, health };
  }
}

/** The models on this machine. */
export async function readInstalled({
  composition,
  signal,
}: Pick<CommandContext, "composition" | "signal">): Promise<ModelRow[]> {
  const listed = await composition.models({ signal });
  return Promise.all(listed.map((model) => modelRow(model, { signal })));
}

/** Bytes of a store that is a file; a server does not say. */
async function fileSize(location: StoreLocation): Promise<number | undefined> {
  if (location.kind !== "sqlite") return undefined;
  return (await stat(location.path).catch(() => undefined))?.size ?? 0;
}
