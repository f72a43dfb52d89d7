import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawnIsicArchive } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { startServed } from "../support/served/start-served.ts";

/** MiB. `held_mib`: what JavaScript holds after a collection, on its heap and beside it; 0 where it cannot be asked. */
export interface FuzzedMemory {
  held_mib: number;
  heap_mib: number;
  external_mib: number;
  rss_mib: number;
}

export interface FuzzedService {
  url: string;
  memory(): Promise<FuzzedMemory>;
  close(): Promise<void>;
}

/** A service that runs, of which only /metrics can be asked, or one of its own: 12 drawn images and the demo model. */
export async function openFuzzedService(url: string | undefined): Promise<FuzzedService> {
  if (url !== undefined) return { url, memory: () => memoryFromMetrics(url), close: () => Promise.resolve() };
  const home = mkdtempSync(join(tmpdir(), "lesion-fuzz-"));
  const archive = await drawnIsicArchive(join(home, "archive"), 12);
  const indexed = await runLesion(["index", archive, "--archive", "drawn", "--model", "demo"], { home });
  if (indexed.code !== 0) throw new Error(indexed.stderr);
  const served = await startServed({ home, store: `sqlite:${join(home, "store.sqlite")}`, model: "demo" });
  return {
    url: served.url,
    async memory() {
      const { heapUsed, external, rss } = (await served.look({ collect: true })).memory;
      return figures({ heapUsed, external, rss });
    },
    async close() {
      await served.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function memoryFromMetrics(url: string): Promise<FuzzedMemory> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const rss = Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]);
  return figures({ heapUsed: 0, external: 0, rss });
}

/** @param bytes `external` of Node counts array buffers too */
function figures(bytes: { heapUsed: number; external: number; rss: number }): FuzzedMemory {
  const mib = (value: number) => Math.round((value / 2 ** 20) * 10) / 10;
  const { heapUsed, external, rss } = bytes;
  return {
    held_mib: mib(heapUsed + external),
    heap_mib: mib(heapUsed),
    external_mib: mib(external),
    rss_mib: mib(rss),
  };
}
