import type { Context } from "hono";
import { OpenAPIHono } from "@hono/zod-openapi";
import { cors } from "hono/cors";
import { methodNotAllowed } from "hono/method-not-allowed";
import { requestId } from "hono/request-id";
import type { AppEnv } from "./app/app-env.ts";
import { bodyLimits } from "./app/body-limits.ts";
import { mountPoint } from "./app/mount-point.ts";
import { boardRoutes } from "./board/board-routes.ts";
import { compressAnswers } from "./app/compress-answers.ts";
import { requestFrame } from "./app/request-frame.ts";
import { securityHeaders } from "./app/security-headers.ts";
import { type ServiceOptions, serviceSettings } from "./app/service-options.ts";
import { docsRoutes } from "./docs/docs-routes.ts";
import { openApiHead } from "./docs/open-api-document.ts";
import { createAdmission } from "./load/admission.ts";
import { observeRequests } from "./metrics/observe-requests.ts";
import { noPageRoutes } from "./page/no-page-routes.ts";
import { pageRoutes } from "./page/page-routes.ts";
import type { SearchPorts } from "./ports.ts";
import { createOnError } from "./problems/on-error.ts";
import { onInvalid } from "./problems/on-invalid.ts";
import { problemResponse } from "./problems/problem-response.ts";
import { calibrationRoutes } from "./routes/calibrations.ts";
import { classifyRoutes } from "./routes/classify.ts";
import { conceptRoutes } from "./routes/concepts.ts";
import { facetRoutes } from "./routes/facets.ts";
import { healthRoutes } from "./routes/health.ts";
import { imageRoutes } from "./routes/images.ts";
import { inventoryRoutes } from "./routes/inventory.ts";
import { nearDuplicateRoutes } from "./routes/near-duplicates.ts";
import { pictureRoutes } from "./routes/pictures.ts";
import { probeRoutes } from "./routes/probes/probes.ts";
import { runRoutes } from "./routes/runs/runs.ts";
import { searchRoutes } from "./routes/search.ts";
import { filterComponents, filterBodySchema } from "./schemas/filter-schema.ts";
import { authenticate } from "./security/authenticate.ts";
import { checkHost } from "./security/check-host.ts";
import { createRateLimits } from "./security/rate-limit.ts";

const costlyPaths = [
  "/v1/search",
  "/v1/search/image",
  "/v1/classify",
  "/v1/classify/image",
  "/v1/probes/:name/predict",
  "/v1/images/:id/similar",
  "/v1/images/:id/near-duplicates",
  "/v1/near-duplicates/image",
  "/v1/facets",
  "/v1/distribution",
  "/v1/concepts/:name/distribution",
  "/v1/concepts/:name/calibration",
];

/**
 * The search service as a Hono app: serve it, or mount it under any path of an app of yours with `route`.
 *
 * @param ports stay yours to close; the store uses the encoder's model
 */
export function createSearchApp(ports: SearchPorts, options: ServiceOptions = {}) {
  const settings = serviceSettings(options);
  const { access, allowedHosts, allowedOrigins, rateLimits, uploads } = settings;
  const app = new OpenAPIHono<AppEnv>({ defaultHook: onInvalid });
  const admission = createAdmission(settings.admission);
  const { metrics } = ports;
  metrics?.watchAdmission(admission);

  app.onError(createOnError(ports.log));
  app.use(requestId());
  app.use(securityHeaders());
  if (allowedOrigins.length > 0) app.use(cors({ origin: [...allowedOrigins], maxAge: 600 }));
  for (const path of costlyPaths) app.use(path, admission.turnAway);
  if (ports.tracing) app.use(ports.tracing.middleware);
  app.use(requestFrame(settings.timeLimitMs, metrics?.step));
  if (metrics) app.use(observeRequests(metrics));
  app.use(compressAnswers());
  if (allowedHosts) app.use(checkHost(allowedHosts));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(", ");
        const facts = { status: 405, code: "method_not_allowed", detail: `this path takes ${allow}` } as const;
        return problemResponse(c as Context<AppEnv>, { ...facts, headers: { allow } });
      },
    }),
  );
  const limits = rateLimits === false ? undefined : createRateLimits(rateLimits);
  if (limits) app.use("/v1/*", limits.address);
  app.use("/v1/*", authenticate(ports.catalog, access, "read"));
  if (limits) app.use("/v1/*", limits.key);
  app.use("/v1/*", bodyLimits({ jsonBytes: settings.jsonBytes, uploadBytes: uploads.bytes }));
  for (const path of costlyPaths) app.use(path, admission.middleware);

  for (const [name, component] of Object.entries(filterComponents)) {
    app.openAPIRegistry.registerComponent("schemas", name, component as never);
  }
  app.openAPIRegistry.register("Filter", filterBodySchema);
  if (access === "keys") {
    app.openAPIRegistry.registerComponent("securitySchemes", "key", { type: "http", scheme: "bearer" });
  }
  const routes = app
    .route("/v1", searchRoutes(ports, uploads))
    .route("/v1", imageRoutes(ports))
    .route("/v1", nearDuplicateRoutes(ports, uploads))
    .route("/v1", pictureRoutes(ports))
    .route("/v1", facetRoutes(ports))
    .route("/v1", conceptRoutes(ports))
    .route("/v1", calibrationRoutes(ports))
    .route("/v1", inventoryRoutes(ports))
    .route("/v1", classifyRoutes(ports, uploads))
    .route("/v1", probeRoutes(ports))
    .route("/v1", runRoutes(ports))
    .route("/", healthRoutes(ports, settings.isClosing));
  app.get("/openapi.json", (c) =>
    c.json(app.getOpenAPI31Document(openApiHead(mountPoint(c.req.path, "/openapi.json") || "/", access) as never)),
  );
  app.route("/", docsRoutes());
  app.route("/", settings.pageFolder === undefined ? noPageRoutes() : pageRoutes(settings.pageFolder));
  if (ports.queueBoard) {
    for (const path of ["/queues", "/queues/*"]) {
      app.use(path, authenticate(ports.catalog, access, "admin", { password: true }));
    }
    app.route("/", boardRoutes(ports.queueBoard));
  }
  if (ports.runs) metrics?.watchQueue(ports.runs);
  if (metrics) {
    app.use("/metrics", authenticate(ports.catalog, access, "read"));
    app.get("/metrics", async (c) =>
      c.body(await metrics.registry.metrics(), 200, { "content-type": metrics.registry.contentType }),
    );
  }
  app.all("*", (c) =>
    problemResponse(c, {
      status: 404,
      code: "no_such_route",
      detail: "there is nothing here; /docs shows what there is",
    }),
  );
  return routes;
}

/** The service's type, for `hc`. */
export type SearchApp = ReturnType<typeof createSearchApp>;
