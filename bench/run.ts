import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type BenchArguments, help, parseArguments } from "./runner/arguments.ts";
import { benchNames, loadBench } from "./runner/find-benches.ts";

const child = fileURLToPath(new URL("./runner/child.ts", import.meta.url));

process.exitCode = await main(process.argv.slice(2));

/** @returns the exit code */
async function main(words: readonly string[]): Promise<number> {
  let wanted: BenchArguments;
  try {
    wanted = parseArguments(words);
  } catch (thrown) {
    console.error(`${(thrown as Error).message}\n\n${help}`);
    return 2;
  }
  if (wanted.help) {
    console.log(help);
    return 0;
  }
  const known = benchNames();
  if (wanted.list) {
    for (const name of known) console.log(`${name.padEnd(20)} ${(await loadBench(name)).describe}`);
    return 0;
  }
  const unknown = wanted.names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`no bench named ${unknown.join(", ")}; there are: ${known.join(", ")}`);
    return 2;
  }
  return runAll(wanted.names.length > 0 ? wanted.names : known, wanted.runs);
}

/** Each in a process of its own, so that none inherits another's memory or threads. */
function runAll(names: readonly string[], runs: number): number {
  const bad = names.filter(
    (name) =>
      spawnSync(process.execPath, [child, name, String(runs)], { stdio: ["ignore", "inherit", "inherit"] }).status !==
      0,
  );
  if (bad.length > 0) console.error(`\nmissed its target or failed: ${bad.join(", ")}`);
  return bad.length > 0 ? 1 : 0;
}
