import { createRoute, z } from "@hono/zod-openapi";
import { type ClassifyAnswer, classifyAnswerSchema, noticeOf, zeroShotClassifier } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Embedding, throwIfCancelled } from "@lesion-atlas/core";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import type { SearchPorts } from "../ports.ts";
import { bodyProblems, commonProblems } from "../problems/problem-responses.ts";
import { classifyImagesSchema, classifyShape, classifyUploadSchema } from "../schemas/classify-request.ts";
import { type UploadLimits, encodeUpload } from "../uploads/encode-upload.ts";
import { storedVector } from "./stored-vector.ts";

const answer = {
  description: "one probability a class for each image; rejected images with their reasons",
  content: { "application/json": { schema: z.object(classifyAnswerSchema.shape).openapi("ClassifyAnswer") } },
};

const storedRoute = createRoute({
  operationId: "classify",
  method: "post",
  path: "/classify",
  tags: ["classify"],
  summary: "Zero-shot probabilities of your classes, for stored images",
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

interface Picture {
  name: string;
  vector(): Promise<Embedding>;
}

/** POST /classify and POST /classify/image. */
export function classifyRoutes(ports: SearchPorts, uploadLimits: UploadLimits) {
  const { store, encoder } = ports;
  return routeApp()
    .openapi(storedRoute, async (c) => {
      const { image_ids, ...request } = c.req.valid("json");
      const pictures = image_ids.map((id) => ({
        name: id,
        vector: async () => (await storedVector({ store, model: encoder.model }, id, callOptions(c))).vector,
      }));
      return c.json(await classify(ports, request, pictures, callOptions(c)), 200);
    })
    .openapi(uploadRoute, async (c) => {
      const { image, classes } = c.req.valid("form");
      const { vector } = await encodeUpload(encoder, image, { ...callOptions(c), limits: uploadLimits });
      const pictures = [{ name: "upload", vector: () => Promise.resolve(vector) }];
      return c.json(await classify(ports, classes, pictures, callOptions(c)), 200);
    });
}

async function classify(
  { encoder }: Pick<SearchPorts, "encoder">,
  { classes, templates, logit_scale }: z.output<z.ZodObject<typeof classifyShape>>,
  pictures: readonly Picture[],
  options: CallOptions,
): Promise<ClassifyAnswer> {
  const concepts = classes.map(({ name, terms = [name] }) => ({ name, terms, templates }));
  const classifier = await zeroShotClassifier(encoder, concepts, { ...options, logitScale: logit_scale });
  const results: ClassifyAnswer["results"] = [];
  const rejected: NonNullable<ClassifyAnswer["rejected"]> = [];
  for (const { name, vector } of pictures) {
    try {
      const probabilities = classifier.probabilities(await vector());
      const predicted = classifier.classes[probabilities.indexOf(Math.max(...probabilities))];
      results.push({ image: name, probabilities, predicted });
    } catch (error) {
      throwIfCancelled(options.signal);
      if (!(error instanceof AppError) || !["not_found", "model_mismatch"].includes(error.code)) throw error;
      rejected.push({ image: name, reason: error.message });
    }
  }
  return {
    model: encoder.model.id,
    fingerprint: encoder.model.fingerprint,
    classes: [...classifier.classes],
    logit_scale: classifier.logitScale,
    results,
    ...(rejected.length > 0 ? { rejected } : {}),
    notice: noticeOf(encoder.model),
  };
}
