import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCatalog, openStore } from "../embedded/open.ts";
import type { MovedPlace } from "./migration.ts";

/** An empty SQLite store in a folder of its own. */
export async function embeddedPlace(): Promise<MovedPlace> {
  const folder = await mkdtemp(join(tmpdir(), "lesion-move-"));
  const path = join(folder, "atlas.sqlite");
  const [store, catalog] = await Promise.all([openStore(path), openCatalog(path)]);
  return {
    name: `sqlite:${path}`,
    store,
    catalog,
    async dispose() {
      await Promise.all([store.close(), catalog.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
