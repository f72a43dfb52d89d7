import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateArchive } from "@lesion-atlas/phantom";

/** Real photographs beside the checkout; a newcomer does not have them. */
const sharedFolder = fileURLToPath(new URL("../../../shared", import.meta.url));

/** Drawn where there are no photographs: pictures to store, and pictures to ask with. */
const phantoms = { stored: 5000, asked: 500 };

/** Where the pictures of a set of vectors come from. */
export interface SourceImages {
  /** "photographs" or "phantoms". */
  name: string;
  /** A sentence for the result. */
  describe: string;
  /** Files whose views are stored. */
  stored: string[];
  /** Files to search with: none of them, and no lesion of them, is among `stored`. */
  asked: string[];
}

/**
 * The photographs of `../shared`, else phantoms, which are drawn into `cache` once.
 *
 * @param cache folder for what is drawn
 */
export async function sourceImages(cache: string, threads: number): Promise<SourceImages> {
  const photographs = imagesBelow(join(sharedFolder, "training"));
  if (existsSync(sharedFolder) && photographs.length > 0) {
    const asked = imagesBelow(join(sharedFolder, "archives"));
    return {
      name: "photographs",
      describe:
        `${photographs.length} photographs (MILK10k, HAM10000, ISIC 2017; short side 144 px) in augmented views; ` +
        `asked with photographs of ${asked.length} others, no lesion in common`,
      stored: photographs,
      asked,
    };
  }
  const [stored, asked] = [join(cache, "phantoms"), join(cache, "phantoms-asked")];
  const options = { planted: "none", masks: false, workers: threads } as const;
  await generateArchive(stored, { ...options, count: phantoms.stored, seed: 1 });
  await generateArchive(asked, { ...options, count: phantoms.asked, seed: 2 });
  return {
    name: "phantoms",
    describe: `${phantoms.stored} phantoms of this project in augmented views; asked with ${phantoms.asked} others`,
    stored: imagesBelow(stored),
    asked: imagesBelow(asked),
  };
}

function imagesBelow(folder: string): string[] {
  return globSync("**/*.{jpg,JPG,png}", { cwd: folder })
    .sort()
    .map((file) => join(folder, file));
}
