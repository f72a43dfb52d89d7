import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexRange, openArchive } from "@lesion-atlas/indexer";
import { type SearchPorts, type ServiceOptions, createSearchApp } from "@lesion-atlas/search-api";
import { createEmbeddedCatalog, createEmbeddedStore } from "@lesion-atlas/store";
import { drawnIsicArchive } from "../../../../test/support/drawn-isic-archive.ts";
import { createColourEncoder } from "./colour-encoder.ts";

/** A service of 12 (or so many) drawn images in an archive called `drawn`, and what it stands on. */
export async function openService(changes: Partial<SearchPorts> = {}, { images = 12 }: { images?: number } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "lesion-search-api-"));
  const archive = await openArchive(await drawnIsicArchive(join(folder, "archive"), images));
  const encoder = createColourEncoder();
  const store = await createEmbeddedStore(":memory:");
  const catalog = await createEmbeddedCatalog(":memory:");
  await store.useModel(encoder.model);
  await indexRange({ archive, archiveName: "drawn", store, encoder });
  await catalog.put("archive", "drawn", { location: archive.location, format: archive.format });
  const ports = { store, encoder, catalog, imageSources: { open: async () => archive }, ...changes };
  const ids: string[] = [];
  for await (const { id } of store.scan()) ids.push(id);
  return {
    folder,
    encoder,
    ports,
    /** Of the images, ascending. */
    ids,
    app: (options: ServiceOptions = {}) => createSearchApp(ports, { access: "open", rateLimits: false, ...options }),
    async close() {
      await Promise.all([store.close(), catalog.close(), archive.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type TestService = Awaited<ReturnType<typeof openService>>;

/** A POST of JSON. */
export function jsonRequest(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json", ...headers } };
}
