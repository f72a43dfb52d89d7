import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CallOptions } from "@lesion-atlas/core";

const frontMatter = /^---\r?\n(?<fields>[\s\S]*?)\r?\n---/;
const licenseField = /^license:\s*(?<license>[\w .+-]+?)\s*$/m;

/** The licence that a model card (`README.md` with front matter, as on Hugging Face) states, if there is one. */
export async function readLicense(folder: string, { signal }: CallOptions = {}): Promise<string | undefined> {
  const card = await readFile(join(folder, "README.md"), { encoding: "utf8", signal }).catch(() => "");
  const fields = frontMatter.exec(card)?.groups?.fields ?? "";
  return licenseField.exec(fields)?.groups?.license;
}
