import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import type { Encoder } from "@lesion-atlas/core";
import { createEncoder, importModel } from "@lesion-atlas/encoder";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../../../packages/indexer/test/support/temporary-folder.ts";
import { sharedFolder } from "../../support/shared.ts";

const compute = createCompute({ bulkThreads: 1 });

/** A random small CLIP, imported from its checkpoint; it goes with the test. */
export async function referenceEncoder(name: "tiny-openclip" | "tiny-openclip-quickgelu"): Promise<Encoder> {
  const modelsFolder = await temporaryFolder();
  const folder = await importModel(join(sharedFolder, "reference", name), { id: name, modelsFolder });
  const encoder = await createEncoder(folder, { compute, threads: 2 });
  onTestFinished(() => encoder.close());
  return encoder;
}

/** The embeddings that open_clip computes, by key: of a few images of the samples. */
export async function referenceEmbeddings(name: string, sample: string): Promise<Map<string, number[]>> {
  const file = join(sharedFolder, "reference", name, "expected.json");
  const { images, image_embeddings } = JSON.parse(await readFile(file, "utf8")) as {
    images: string[];
    image_embeddings: number[][];
  };
  return new Map(
    images
      .map((image, index) => [image, image_embeddings[index]] as const)
      .filter(([image]) => image.startsWith(`archives/${sample}/`))
      .map(([image, embedding]) => [basename(image, extname(image)), embedding]),
  );
}
