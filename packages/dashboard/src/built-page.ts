import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of the built page, or undefined where `npm run page` has not made it yet. */
export function builtPage(): string | undefined {
  const folder = fileURLToPath(new URL("../dist/", import.meta.url));
  return existsSync(`${folder}index.html`) ? folder : undefined;
}
