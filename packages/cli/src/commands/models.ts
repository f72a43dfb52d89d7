import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addModelsCompare } from "./models-compare.ts";
import { addModelsImport } from "./models-import.ts";
import { addModelsList } from "./models-list.ts";
import { addModelsPull } from "./models-pull.ts";
import { addModelsQuantize } from "./models-quantize.ts";
import { addModelsShow } from "./models-show.ts";
import { addModelsTune } from "./models-tune.ts";
import { addModelsVerify } from "./models-verify.ts";

/** `lesion models`. */
export function addModels(program: Command, run: RunCommand): void {
  const models = program
    .command("models")
    .summary("encoders: pull, import, list, show, verify, quantize, compare, tune")
    .description(
      "Encoders turn images and words into vectors. Each is one folder, and its fingerprint names its vectors.",
    );
  for (const add of [
    addModelsList,
    addModelsPull,
    addModelsImport,
    addModelsShow,
    addModelsVerify,
    addModelsQuantize,
    addModelsCompare,
    addModelsTune,
  ])
    add(models, run);
}
