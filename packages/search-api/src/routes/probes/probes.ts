import {
  type LabelSource,
  type ProbeAsked,
  deleteProbe,
  fieldPath,
  findProbe,
  keepProbe,
  listProbes,
  probeClassifier,
  probeNoticeOf,
  toProbeRow,
  trainProbe,
} from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import { callOptions } from "../../app/call-options.ts";
import { routeApp } from "../../app/route-app.ts";
import type { SearchPorts } from "../../ports.ts";
import { appendAudit } from "../../security/audit.ts";
import { requireScope } from "../../security/require-scope.ts";
import { askedFilter } from "../asked-filter.ts";
import { classifyImages } from "../classify-images.ts";
import { type ProbeJob, createProbeJobs } from "./create-probe-jobs.ts";
import * as routes from "./probe-routes.ts";
import type { FitRequest } from "./probe-schemas.ts";

/** Fits as jobs, reports, predictions. */
export function probeRoutes(ports: SearchPorts) {
  const { catalog, encoder, store } = ports;
  const jobs = createProbeJobs();
  return routeApp()
    .openapi(routes.fitRoute, async (c) => {
      requireScope(c, "curate");
      const { compute } = ports;
      if (!compute) throw new AppError("unsupported", "this service was made without what fits probes");
      const { filter, query, ...request } = c.req.valid("json");
      const asked = { ...askedOf(request), filter: await askedFilter(store, { filter, query }, callOptions(c)) };
      const who = c.get("caller").name;
      const job = jobs.start(request.name, async ({ signal, onStep }) => {
        const trained = await trainProbe({ store, model: encoder.model, compute }, asked, { signal, onStep });
        const { name, version } = await keepProbe(catalog, trained, { signal });
        await appendAudit(catalog, { who, what: "probe fitted", of: `${name}@${version}` });
        return version;
      });
      return c.json(job, 202);
    })
    .openapi(routes.jobRoute, (c) => c.json(found(jobs.get(c.req.valid("param").id)), 200))
    .openapi(routes.cancelRoute, (c) => {
      requireScope(c, "curate");
      return c.json(found(jobs.cancel(c.req.valid("param").id)), 200);
    })
    .openapi(routes.listRoute, async (c) =>
      c.json({ probes: (await listProbes(catalog, callOptions(c))).map(toProbeRow) }, 200),
    )
    .openapi(routes.showRoute, async (c) =>
      c.json((await findProbe(catalog, c.req.valid("param").name, callOptions(c))).report, 200),
    )
    .openapi(routes.predictRoute, async (c) => {
      const request = c.req.valid("json");
      if (request.write !== undefined) requireScope(c, "curate");
      const stored = await findProbe(catalog, c.req.valid("param").name, callOptions(c));
      const classifier = probeClassifier(stored, encoder.model);
      const result = await classifyImages(ports, classifier, request, callOptions(c));
      if (result.written) {
        const { field, images } = result.written;
        const entry = { what: "fields written", of: `fields.${field}`, name: `${images} images` };
        await appendAudit(catalog, { who: c.get("caller").name, ...entry }, callOptions(c));
      }
      const { id: model, fingerprint } = encoder.model;
      const probe = `${stored.name}@${stored.version}`;
      const notice = probeNoticeOf(encoder.model);
      return c.json({ model, fingerprint, classes: [...classifier.classes], probe, ...result, notice }, 200);
    })
    .openapi(routes.deleteRoute, async (c) => {
      requireScope(c, "curate");
      const { name } = c.req.valid("param");
      const deleted = await deleteProbe(catalog, name, callOptions(c));
      await appendAudit(catalog, { who: c.get("caller").name, what: "probe deleted", of: name }, callOptions(c));
      return c.json({ deleted }, 200);
    });
}

/** @throws AppError `invalid_input` where not exactly one way of labelling is given */
function askedOf(request: Omit<FitRequest, "filter" | "query">): ProbeAsked {
  const { name, split, split_column, shares, seed, solver, c, class_weight, near_duplicates, resamples } = request;
  return {
    name,
    labels: labelsOf(request),
    multiLabel: request.multi_label,
    split:
      split_column === undefined ? { kind: split, shares, seed } : { kind: "column", field: fieldPath(split_column) },
    fit: { solver, C: c, classWeight: class_weight, seed },
    ...(near_duplicates ? {} : { nearDuplicates: false }),
    fewestOfClass: request.min_class,
    resamples,
    compareRandom: request.compare_random,
    curves: request.curves,
    force: request.force,
  };
}

function labelsOf({ label, labels, tag }: Pick<FitRequest, "label" | "labels" | "tag">): LabelSource {
  if ([label, labels, tag].filter((one) => one !== undefined).length !== 1) {
    throw new AppError("invalid_input", "say where the labels are: one of label, labels and tag");
  }
  if (label !== undefined) return { kind: "field", field: fieldPath(label) };
  return labels === undefined ? { kind: "tag", tag: tag! } : { kind: "columns", fields: labels.map(fieldPath) };
}

function found(job: ProbeJob | undefined): ProbeJob {
  if (job) return job;
  throw new AppError("not_found", "there is no such fit in this process; a probe that was kept is in the list");
}
