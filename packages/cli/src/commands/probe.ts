import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addProbeDelete } from "./probe-delete.ts";
import { addProbeExport } from "./probe-export.ts";
import { addProbeFit } from "./probe-fit.ts";
import { addProbeList } from "./probe-list.ts";
import { addProbePredict } from "./probe-predict.ts";
import { addProbeShow } from "./probe-show.ts";

/** `lesion probe`. */
export function addProbe(program: Command, run: RunCommand): void {
  const probe = program
    .command("probe")
    .summary("classifiers on stored vectors, with what they leak")
    .description(
      "Linear classifiers on stored vectors. Every probe comes with a leak report: what of its test images training " +
        "already knows, by patient, lesion, picture or near-duplicate, and what that is worth. A probe does not abstain.",
    );
  for (const add of [addProbeFit, addProbeList, addProbeShow, addProbePredict, addProbeExport, addProbeDelete]) {
    add(probe, run);
  }
}
