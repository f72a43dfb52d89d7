import type { StoredProbe } from "./probe-document.ts";

/** A probe for other programs: its numbers in plain lists, how to compute with them, and its report. */
export function probeJson({ name, version, probe, report }: StoredProbe) {
  const { classes, dimensions, coefficients, intercepts, link } = probe;
  return {
    format: "lesion-atlas-probe",
    name,
    version,
    fingerprint: report.model.fingerprint,
    classes,
    dimensions,
    /** A row a class. */
    coefficients: classes.map((_, k) => [...coefficients.subarray(k * dimensions, (k + 1) * dimensions)]),
    intercepts: [...intercepts],
    link,
    report,
  };
}
