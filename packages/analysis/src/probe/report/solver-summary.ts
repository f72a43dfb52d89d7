import type { LinearProbe } from "../fit/probe-model.ts";
import type { ProbeReport } from "./probe-report.ts";

/** How a probe was fitted, as a report tells it. */
export function solverSummary({ solver, settings }: LinearProbe): ProbeReport["solver"] {
  const { C, triedC, classWeight, multiClass, iterations, converged, seed, epoch, validationAccuracy, objective } =
    settings;
  return {
    name: solver,
    ...(C === undefined ? {} : { C }),
    ...(triedC === undefined ? {} : { cross_validation: triedC.map((tried) => ({ ...tried })) }),
    ...(classWeight === undefined ? {} : { class_weight: classWeight }),
    ...(multiClass === undefined ? {} : { multi_class: multiClass }),
    ...(objective === undefined ? {} : { objective }),
    ...(iterations === undefined ? {} : { iterations }),
    ...(converged === undefined ? {} : { converged }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(validationAccuracy === undefined ? {} : { validation_accuracy: validationAccuracy }),
    seed,
  };
}
