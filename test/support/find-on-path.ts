import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** The file that a command of that name runs, where there is one. */
export function findOnPath(name: string): string | undefined {
  const endings = process.platform === "win32" ? [".exe", ""] : [""];
  const files = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => endings.map((ending) => join(folder, name + ending)));
  return files.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
