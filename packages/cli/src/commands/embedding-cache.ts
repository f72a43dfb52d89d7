import { join } from "node:path";
import type { EmbeddingCache } from "@lesion-atlas/indexer";
import { Option } from "commander";
import type { Config } from "../config.ts";

/** `--embedding-cache`. */
export function embeddingCacheOption(): Option {
  return new Option(
    "--embedding-cache",
    "keep embeddings by content in LESION_HOME, and take what is there: a second or rebuilt store costs no encoding",
  );
}

/** The cache of this machine; several processes may have it open. @param onTrouble see `createEmbeddingCache` */
export async function openEmbeddingCache(
  { home }: Pick<Config, "home">,
  onTrouble: (sentence: string) => void,
): Promise<EmbeddingCache> {
  const { createEmbeddingCache } = await import("@lesion-atlas/indexer");
  return createEmbeddingCache(join(home, "cache", "embeddings.sqlite"), { onTrouble });
}
