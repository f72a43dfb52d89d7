import { createRoute, z } from "@hono/zod-openapi";
import {
  type ClassifyAnswer,
  type ZeroShotClassifier,
  classifyAnswerSchema,
  noticeOf,
  resultOf,
  zeroShotClassifier,
} from "@lesion-atlas/analysis";
import type { CallOptions, Concept, Encoder } from "@lesion-atlas/core";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems } from "../problems/problem-responses.ts";
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
  summary: "Zero-shot probabilities of your classes, for stored images by id or filter; can be written as fields",
  request: { body: { required: true, content: { "application/json": { schema: classifyImagesSchema } } } },
  responses: { 200: answer, ...commonProblems, ...bodyProblems },
});

const uploadRoute = createRoute({
  operationId: "classify_image",
  method: "post",
  path: "/classify/image",
  tags: ["classify"],
  summary: "Zero-shot probabilities of your classes, for an uploaded photograph, which is not kept",
  request: { body: { required: true, content: { "multipart/form-data": { schema: classifyUploadSchema } } } },
  responses: { 200: answer, ...commonProblems, ...bodyProblems },
});

/** POST /classify and POST /classify/image. */
export function classifyRoutes(ports: SearchPorts, uploadLimits: UploadLimits) {
  const { catalog, encoder } = ports;
  return routeApp()
    .openapi(storedRoute, async (c) => {
      const request = c.req.valid("json");
      if (request.write !== undefined) requireScope(c, "curate");
      const classifier = await classifierOf(
        encoder,
        request,
        await askedClasses(request, encoder.model),
        callOptions(c),
      );
      const found = await classifyImages(ports, classifier, request, callOptions(c));
      if (found.written) {
        const { field, images } = found.written;
        const entry = { what: "fields written", of: `fields.${field}`, name: `${images} images` };
        await appendAudit(catalog, { who: c.get("caller").name, ...entry }, callOptions(c));
      }
      return c.json(answerOf(encoder, classifier, found), 200);
    })
    .openapi(uploadRoute, async (c) => {
      const { image, classes = {}, prompts } = c.req.valid("form");
      const concepts = await askedClasses(classes, encoder.model, prompts);
      const { vector } = await encodeUpload(encoder, image, { ...callOptions(c), limits: uploadLimits });
      const classifier = await classifierOf(encoder, classes, concepts, callOptions(c));
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

function answerOf(
  { model }: Encoder,
  { classes, logitScale, pooling }: ZeroShotClassifier,
  found: Pick<ClassifyAnswer, "results" | "rejected" | "searched" | "next_after" | "written">,
): ClassifyAnswer {
  const { id, fingerprint } = model;
  const comparison = { classes: [...classes], logit_scale: logitScale, pooling };
  return { model: id, fingerprint, ...comparison, ...found, notice: noticeOf(model) };
}
