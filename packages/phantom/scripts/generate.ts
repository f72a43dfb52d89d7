import { parseArgs } from "node:util";
import { generateArchive } from "../src/index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string" },
    seed: { type: "string", default: "1" },
    style: { type: "string", default: "A" },
    size: { type: "string", default: "384x288" },
    independent: { type: "boolean", default: false },
    workers: { type: "string", default: "2" },
    broken: { type: "string", default: "0" },
    clean: { type: "boolean", default: false },
  },
});
const [width, height] = values.size.split("x").map(Number);
const started = performance.now();
const { images } = await generateArchive(
  positionals[0],
  {
    count: Number(values.count),
    seed: Number(values.seed),
    style: values.style as "A" | "B",
    size: { width, height },
    independent: values.independent,
    workers: Number(values.workers),
    planted: values.clean ? "none" : { broken: Number(values.broken) },
  },
  {},
);
const seconds = (performance.now() - started) / 1000;
process.stdout.write(`${images} images, ${(images / seconds).toFixed(1)} a second\n`);
