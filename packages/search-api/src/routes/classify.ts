import { createRoute, z } from "@hono/zod-openapi";
import {
  type ClassifyAnswer,
  type ImageClassifier,
  type ZeroShotClassifier,
  classifyAnswerSchema,
  findProbe,
  noticeOf,
  probeClassifier,
  probeNoticeOf,
  resultOf,
  zeroShotClassifier,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Concept, type Encoder } from "@lesion-atlas/core";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems, notFoundProblem } from "../problems/problem-responses.ts";
import { type Comparison, classifyImagesSchema, classifyUploadSchema } from "../schemas/classify-request.ts";
import { appendAudit } from "../security/audit.ts";
import { requireScope } from "../security/require-scope.ts";
import { type UploadLimits, encodeUpload } from "../uploads/encode-upload.ts";
import { askedClasses } from "./asked-classes.ts";
import { classifyImages } from "./classify-images.ts";

const answer = {
  description: "one probability a class for each image; rejected images with their reasons",
  content: { "application/json": { schema: z.object(classifyAnswerSchema.shape).openapi("ClassifyAnswer") } },
};

const storedRoute = createRoute({
  operationId: "classify",
  method: "post",
  path: "/classify",
  tags: ["classify"],
  summary:
    "Probabilities of your classes (zero-shot) or of a probe, for stored images by id or filter; can be written as fields",
  request: { body: { required: true, content: { "application/json": { schema: classifyImagesSchema } } } },
  responses: { 200: answer, ...commonProblems, ...bodyProblems, ...notFoundProblem },
});

const uploadRoute = createRoute({
  operationId: "classify_image",
  method: "post",
  path: "/classify/image",
  tags: ["classify"],
  summary: "Probabilities of your classes (zero-shot) or of a probe, for an uploaded photograph, which is not kept",
  request: { body: { required: true, content: { "multipart/form-data": { schema: classifyUploadSchema } } } },
  responses: { 200: answer, ...commonProblems, ...bodyProblems, ...notFoundProblem },
});

/** POST /classify and POST /classify/image. */
export function classifyRoutes(ports: SearchPorts, uploadLimits: UploadLimits) {
  const { catalog, encoder } = ports;
  return routeApp()
    .openapi(storedRoute, async (c) => {
      const request = c.req.valid("json");
      if (request.write !== undefined) requireScope(c, "curate");
      const classifier =
        request.probe === undefined
          ? await classifierOf(encoder, request, await askedClasses(request, encoder.model), callOptions(c))
          : await probeOf(ports, request.probe, request, callOptions(c));
      const found = await classifyImages(ports, classifier, request, callOptions(c));
      if (found.written) {
        const { field, images } = found.written;
        const entry = { what: "fields written", of: `fields.${field}`, name: `${images} images` };
        await appendAudit(catalog, { who: c.get("caller").name, ...entry }, callOptions(c));
      }
      return c.json(answerOf(encoder, classifier, found), 200);
    })
    .openapi(uploadRoute, async (c) => {
      const { image, classes = {}, prompts, probe } = c.req.valid("form");
      const classifier =
        probe === undefined
          ? await classifierOf(encoder, classes, await askedClasses(classes, encoder.model, prompts), callOptions(c))
          : await probeOf(ports, probe, { ...classes, file: prompts }, callOptions(c));
      const { vector } = await encodeUpload(encoder, image, { ...callOptions(c), limits: uploadLimits });
      const results = [resultOf(classifier, { name: "upload", vector }, classes.top)];
      return c.json(answerOf(encoder, classifier, { results }), 200);
    });
}

function classifierOf(
  encoder: Encoder,
  { logit_scale, pooling }: Comparison,
  classes: readonly Concept[],
  options: CallOptions,
): Promise<ZeroShotClassifier> {
  return zeroShotClassifier(encoder, classes, { ...options, logitScale: logit_scale, pooling });
}

/** A probe as classifier, with its name. @throws AppError `invalid_input` where classes are named beside it */
async function probeOf(
  { catalog, encoder }: Pick<SearchPorts, "catalog" | "encoder">,
  name: string,
  { top: _top, ...named }: Comparison & { file?: unknown; image_ids?: unknown },
  options: CallOptions,
): Promise<ImageClassifier & { probe: string }> {
  const { classes, prompts, only, templates, logit_scale, pooling, file } = named;
  if ([classes, prompts, only, templates, logit_scale, pooling, file].some((one) => one !== undefined)) {
    throw new AppError(
      "invalid_input",
      "a probe brings its classes: leave out classes, prompts and what goes with them",
    );
  }
  const stored = await findProbe(catalog, name, options);
  return { ...probeClassifier(stored, encoder.model), probe: `${stored.name}@${stored.version}` };
}

function answerOf(
  { model }: Encoder,
  classifier: ZeroShotClassifier | (ImageClassifier & { probe: string }),
  found: Pick<ClassifyAnswer, "results" | "rejected" | "searched" | "next_after" | "written">,
): ClassifyAnswer {
  const { id, fingerprint } = model;
  const classes = [...classifier.classes];
  const isProbe = "probe" in classifier;
  const way = isProbe
    ? { probe: classifier.probe }
    : { logit_scale: classifier.logitScale, pooling: classifier.pooling };
  const notice = isProbe ? probeNoticeOf(model) : noticeOf(model);
  return { model: id, fingerprint, classes, ...way, ...found, notice };
}
