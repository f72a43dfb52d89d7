import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addClassify } from "./classify.ts";
import { addConcepts } from "./concepts.ts";
import { addDemo } from "./demo.ts";
import { addDoctor } from "./doctor.ts";
import { addEncodingOptions } from "./encoding-options.ts";
import { addEvaluate } from "./evaluate.ts";
import { addFacets } from "./facets.ts";
import { addIndex } from "./index-archive.ts";
import { addKeys } from "./keys.ts";
import { addModels } from "./models.ts";
import { addPhantom } from "./phantom.ts";
import { addPull } from "./pull.ts";
import { addRuns } from "./runs.ts";
import { addProbe } from "./probe.ts";
import { addSearch } from "./search.ts";
import { addServe } from "./serve.ts";
import { addSimilar } from "./similar.ts";
import { addStatus } from "./status.ts";
import { addStore } from "./store.ts";
import { addWorker } from "./worker.ts";

/** Every command, in the order of a newcomer's day. */
export function addCommands(program: Command, run: RunCommand): void {
  for (const add of [
    addDemo,
    addModels,
    addPull,
    addIndex,
    addSearch,
    addSimilar,
    addClassify,
    addConcepts,
    addProbe,
    addEvaluate,
    addFacets,
    addServe,
    addKeys,
    addStatus,
    addRuns,
    addWorker,
    addDoctor,
    addStore,
    addPhantom,
  ])
    add(program, run);
  addEncodingOptions(program);
}
