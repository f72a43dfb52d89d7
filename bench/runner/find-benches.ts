import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../bench.ts";
import { benchFolder } from "./paths.ts";

/** Names of the files `bench/NAME.ts` that export a bench, in alphabetical order. */
export function benchNames(): string[] {
  return readdirSync(benchFolder)
    .filter((file) => file.endsWith(".ts"))
    .filter((file) => /^export const bench\b/m.test(readFileSync(join(benchFolder, file), "utf8")))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

/** @throws Error when the file has another bench's name inside */
export async function loadBench(name: string): Promise<Bench> {
  const { bench } = (await import(new URL(`../${name}.ts`, import.meta.url).href)) as { bench: Bench };
  if (bench.name !== name) throw new Error(`bench/${name}.ts exports a bench named ${bench.name}`);
  return bench;
}
