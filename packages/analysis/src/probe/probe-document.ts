import { AppError, type CallOptions, type Catalog, type Model, asAppError } from "@lesion-atlas/core";
import { z } from "zod";
import type { LinearProbe } from "./fit/probe-model.ts";
import { type ProbeReport, probeReportSchema } from "./report/probe-report.ts";

const kind = "probe";

/** A probe as it is kept: what predicts, and everything that is told of it. */
export const probeDocumentSchema = z.object({
  classes: z.array(z.string()),
  dimensions: z.int(),
  /** Little-endian float32 [classes, dimensions], base64. */
  coefficients: z.base64(),
  intercepts: z.array(z.number()),
  link: z.enum(["softmax", "sigmoid", "normalised-sigmoid"]),
  solver: z.enum(["lbfgs", "adam-knobo", "ridge", "nearest-mean"]),
  absent_classes: z.array(z.string()),
  report: probeReportSchema,
});

/** A kept probe. */
export interface StoredProbe {
  name: string;
  version: number;
  probe: LinearProbe;
  report: ProbeReport;
}

/** `NAME`, the newest version, or `NAME@2`. */
export function parseProbeName(text: string): { name: string; version?: number } {
  const { name, version } = /^(?<name>[^@]+)(?:@(?<version>\d+))?$/.exec(text)?.groups ?? {};
  if (name === undefined)
    throw new AppError("invalid_input", `${JSON.stringify(text)} is no probe: NAME, or NAME@VERSION`);
  return { name, ...(version === undefined ? {} : { version: Number(version) }) };
}

/** Keeps a probe as the next version of its name; earlier ones stay. @returns it with its version */
export async function keepProbe(
  catalog: Catalog,
  { probe, report }: { probe: LinearProbe; report: ProbeReport },
  options: CallOptions = {},
): Promise<StoredProbe> {
  for (;;) {
    const version = ((await versionsOf(catalog, report.name, options)).at(-1) ?? 0) + 1;
    const numbered = { ...report, version };
    try {
      await catalog.put(kind, documentId(report.name, version), toDocument(probe, numbered), {
        ...options,
        ifVersion: 0,
      });
      return { name: report.name, version, probe, report: numbered };
    } catch (error) {
      // Somebody else kept this version in the meantime: take the next one.
      if (asAppError(error).code !== "conflict") throw error;
    }
  }
}

/**
 * The probe of a name, its newest version unless one is said.
 *
 * @throws AppError `not_found` with the names there are
 */
export async function findProbe(catalog: Catalog, text: string, options: CallOptions = {}): Promise<StoredProbe> {
  const { name, version: asked } = parseProbeName(text);
  const version = asked ?? (await versionsOf(catalog, name, options)).at(-1);
  const entry = version === undefined ? undefined : await catalog.get(kind, documentId(name, version), options);
  if (entry && version !== undefined) return fromDocument(name, version, entry.document);
  const names = [...new Set((await listProbes(catalog, options)).map((probe) => probe.name))];
  throw new AppError(
    "not_found",
    `there is no probe ${text}: ${names.length > 0 ? `there is ${names.join(", ")}` : "fit one with lesion probe fit NAME --label FIELD"}`,
  );
}

/** Every version of every probe, by name, then version. */
export async function listProbes(catalog: Catalog, options: CallOptions = {}): Promise<StoredProbe[]> {
  const probes: StoredProbe[] = [];
  for await (const { id, document } of catalog.list(kind, options)) {
    const { name, version } = parseProbeName(id);
    probes.push(fromDocument(name, version!, document));
  }
  return probes.sort((a, b) => (a.name === b.name ? a.version - b.version : a.name < b.name ? -1 : 1));
}

/** Deletes one version, or all of a name. @returns how many @throws AppError `not_found` where there is none */
export async function deleteProbe(catalog: Catalog, text: string, options: CallOptions = {}): Promise<number> {
  const { name, version } = parseProbeName(text);
  const known = await versionsOf(catalog, name, options);
  const doomed = version === undefined ? known : known.filter((one) => one === version);
  if (doomed.length === 0) throw new AppError("not_found", `there is no probe ${text}`);
  for (const one of doomed) await catalog.delete(kind, documentId(name, one), options);
  return doomed.length;
}

/** @throws AppError `model_mismatch` where a probe was fitted on vectors of another model */
export function checkFingerprint({ name, report }: StoredProbe, model: Pick<Model, "id" | "fingerprint">): void {
  if (report.model.fingerprint === model.fingerprint) return;
  throw new AppError(
    "model_mismatch",
    `the probe ${name} was fitted on vectors of the model ${report.model.id} (${report.model.fingerprint.slice(0, 12)}), not of ` +
      `${model.id} (${model.fingerprint.slice(0, 12)}): choose that model, or fit the probe again`,
  );
}

async function versionsOf(catalog: Catalog, name: string, options: CallOptions): Promise<number[]> {
  const versions: number[] = [];
  for await (const { id } of catalog.list(kind, options)) {
    const parsed = parseProbeName(id);
    if (parsed.name === name) versions.push(parsed.version!);
  }
  return versions.sort((a, b) => a - b);
}

function documentId(name: string, version: number): string {
  return `${name}@${version}`;
}

function toDocument(probe: LinearProbe, report: ProbeReport): z.infer<typeof probeDocumentSchema> {
  const { coefficients, classes, dimensions, intercepts, link, solver, absentClasses } = probe;
  const bytes = new DataView(new ArrayBuffer(4 * coefficients.length));
  coefficients.forEach((value, at) => bytes.setFloat32(4 * at, value, true));
  return {
    classes: [...classes],
    dimensions,
    coefficients: Buffer.from(bytes.buffer).toString("base64"),
    intercepts: [...intercepts],
    link,
    solver,
    absent_classes: [...absentClasses],
    report,
  };
}

function fromDocument(name: string, version: number, document: unknown): StoredProbe {
  const read = probeDocumentSchema.safeParse(document);
  if (!read.success)
    throw new AppError("internal", `the probe ${name}@${version} is damaged: fit it again, or delete it`);
  const { classes, dimensions, intercepts, link, solver, absent_classes, report } = read.data;
  const bytes = Buffer.from(read.data.coefficients, "base64");
  const coefficients = Float32Array.from({ length: classes.length * dimensions }, (_, at) => bytes.readFloatLE(4 * at));
  const probe: LinearProbe = {
    solver,
    classes,
    dimensions,
    absentClasses: absent_classes,
    multiLabel: report.labels.multi_label,
    settings: settingsOf(report.solver),
    link,
    coefficients,
    intercepts: Float32Array.from(intercepts),
  };
  return { name, version, probe, report: { ...report, version } };
}

function settingsOf(solver: ProbeReport["solver"]): LinearProbe["settings"] {
  const { seed, C, cross_validation, class_weight, multi_class, objective, iterations, converged } = solver;
  const { epoch, validation_accuracy } = solver;
  const settings = { seed, C, triedC: cross_validation, classWeight: class_weight, multiClass: multi_class };
  return { ...settings, objective, iterations, converged, epoch, validationAccuracy: validation_accuracy };
}
