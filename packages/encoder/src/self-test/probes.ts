import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const names = ["phantom-1.png", "phantom-2.png", "phantom-3.png", "phantom-4.png"];

/** Drawn lesions that come with the package, upright, lying, square and wide: what every self-test encodes. */
export const probeImages: readonly { name: string; path: string }[] = names.map((name) => ({
  name,
  path: fileURLToPath(new URL(`../../assets/self-test/${name}`, import.meta.url)),
}));

/** Short, long, and with what a tokenizer may trip over. */
export const probeTexts: readonly string[] = [
  "hair",
  "This is dermoscopy of a blue-whitish veil",
  "Irregular pigment network, asymmetric; naïve 3.5 mm (left) shoulder — dark brown & black",
];

export async function readProbeImages(): Promise<Uint8Array[]> {
  return Promise.all(probeImages.map(({ path }) => readFile(path)));
}
