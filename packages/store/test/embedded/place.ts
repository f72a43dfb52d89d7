import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Catalog, VectorStore } from "@lesion-atlas/core";
import type { Place } from "../contract/place.ts";
import { openCatalog, openStore } from "./open.ts";

const module = new URL("./open.ts", import.meta.url);

/** An empty folder with a store file to come. */
export function embeddedPlace(): Promise<Place<VectorStore>> {
  return createPlace(openStore);
}

/** The same for documents. */
export function catalogPlace(): Promise<Place<Catalog>> {
  return createPlace(openCatalog);
}

async function createPlace<Port extends VectorStore | Catalog>(
  openPort: (location: string) => Promise<Port>,
): Promise<Place<Port>> {
  const folder = await mkdtemp(join(tmpdir(), "lesion-store-"));
  const location = join(folder, "atlas.sqlite");
  const opened: Port[] = [];
  return {
    module,
    location,
    async open() {
      const port = await openPort(location);
      opened.push(port);
      return port;
    },
    async dispose() {
      await Promise.all(opened.map((port) => port.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
