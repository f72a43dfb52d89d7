import { createRoute, z } from "@hono/zod-openapi";
import { classifyAnswerSchema } from "@lesion-atlas/analysis";
import { bodyProblems, commonProblems, conflictProblem, notFoundProblem } from "../../problems/problem-responses.ts";
import { predictRequestSchema, probePattern } from "../../schemas/classify-request.ts";
import { fitRequestSchema, jobSchema, probesSchema, reportSchema } from "./probe-schemas.ts";

const tags = ["probes"];
const name = z.object({
  name: z
    .string()
    .regex(probePattern)
    .openapi({ param: { name: "name", in: "path" }, description: "NAME, or NAME@VERSION" }),
});
const id = z.object({ id: z.uuid() });
const problems = { ...commonProblems, ...notFoundProblem };
const job = { content: { "application/json": { schema: jobSchema } } };

/** POST /probes. */
export const fitRoute = createRoute({
  operationId: "fit_probe",
  method: "post",
  path: "/probes",
  tags,
  summary: "Fit a probe on stored vectors; scope curate",
  request: { body: { required: true, content: { "application/json": { schema: fitRequestSchema } } } },
  responses: { 202: { description: "it waits or runs", ...job }, ...commonProblems, ...bodyProblems },
});

/** GET /probes/jobs/{id}. */
export const jobRoute = createRoute({
  operationId: "get_probe_job",
  method: "get",
  path: "/probes/jobs/{id}",
  tags,
  summary: "How far a fit is, or how it ended",
  request: { params: id },
  responses: { 200: { description: "the fit", ...job }, ...problems },
});

/** DELETE /probes/jobs/{id}. */
export const cancelRoute = createRoute({
  operationId: "cancel_probe_job",
  method: "delete",
  path: "/probes/jobs/{id}",
  tags,
  summary: "Cancel a fit; nothing of it is kept; scope curate",
  request: { params: id },
  responses: { 200: { description: "the fit", ...job }, ...problems },
});

/** GET /probes. */
export const listRoute = createRoute({
  operationId: "list_probes",
  method: "get",
  path: "/probes",
  tags,
  summary: "Every version of every probe",
  responses: {
    200: { description: "by name, then version", content: { "application/json": { schema: probesSchema } } },
    ...commonProblems,
  },
});

/** GET /probes/{name}. */
export const showRoute = createRoute({
  operationId: "get_probe",
  method: "get",
  path: "/probes/{name}",
  tags,
  summary: "The report of a probe: leakage, measures with intervals, subgroups, confounders",
  request: { params: name },
  responses: {
    200: { description: "the report", content: { "application/json": { schema: reportSchema } } },
    ...problems,
  },
});

/** POST /probes/{name}/predict. */
export const predictRoute = createRoute({
  operationId: "predict_with_probe",
  method: "post",
  path: "/probes/{name}/predict",
  tags,
  summary: "What a probe says of stored images by id or filter; can be written as fields",
  request: {
    params: name,
    body: { required: true, content: { "application/json": { schema: predictRequestSchema } } },
  },
  responses: {
    200: {
      description: "one probability a class for each image",
      content: { "application/json": { schema: z.object(classifyAnswerSchema.shape).openapi("ClassifyAnswer") } },
    },
    ...problems,
    ...bodyProblems,
    ...conflictProblem,
  },
});

/** DELETE /probes/{name}. */
export const deleteRoute = createRoute({
  operationId: "delete_probe",
  method: "delete",
  path: "/probes/{name}",
  tags,
  summary: "Delete a version of a probe, or all of a name; scope curate",
  request: { params: name },
  responses: {
    200: {
      description: "how many versions",
      content: { "application/json": { schema: z.object({ deleted: z.int() }).openapi("DeletedProbes") } },
    },
    ...problems,
  },
});
