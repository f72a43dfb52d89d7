import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BenchContext } from "../bench.ts";
import { benchFolder } from "../runner/paths.ts";

const cache = join(benchFolder, ".cache", "image-vectors");

/** Vectors of pictures on the disk. */
export interface ImageVectors {
  /** With `stored.f32`, `asked-images.f32` and `asked-words.f32`. */
  folder: string;
  dimensions: number;
  /** What the pictures are, to go on after "the demo encoder on". */
  describe: string;
}

/** The demo encoder's vectors of augmented pictures; made once and kept in `bench/.cache`. */
export async function imageVectors(context: BenchContext, count: number): Promise<ImageVectors> {
  context.progress(`vectors of ${count} augmented pictures; without them in bench/.cache it takes up to an hour`);
  const embed = context.node("image-vectors/embed-views.ts", "--cache", cache, "--count", String(count));
  const { embedded } = await context.interleave({ embedded: embed }, { runs: 1 });
  const source = ["photographs", "phantoms"].find((name) => existsSync(join(cache, name, "stored.f32")))!;
  return {
    folder: join(cache, source),
    dimensions: embedded.dimensions[0],
    describe: readFileSync(join(cache, source, "source.txt"), "utf8"),
  };
}
