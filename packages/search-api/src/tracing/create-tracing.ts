import { AsyncLocalStorage } from "node:async_hooks";
import type { Context, Span } from "@opentelemetry/api";
import { routeOf } from "../metrics/observe-requests.ts";
import type { ServiceTracing, TracingOptions } from "./service-tracing.ts";

/**
 * Sends traces by OTLP over HTTP; the libraries are loaded by this call. Nothing is registered globally: a process that has OpenTelemetry of its own keeps it.
 * The exporter reads OTEL_EXPORTER_OTLP_ENDPOINT and the other OTEL_EXPORTER_OTLP_ variables, the resource
 * OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES. No span holds a text, a body or a key.
 */
export async function createTracing({ protocol, ratio }: TracingOptions): Promise<ServiceTracing> {
  const [api, core, resources, sdk, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/core"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-trace"),
    protocol === "http/json"
      ? import("@opentelemetry/exporter-trace-otlp-http")
      : import("@opentelemetry/exporter-trace-otlp-proto"),
  ]);
  const { ROOT_CONTEXT, SpanKind, SpanStatusCode, defaultTextMapGetter, trace } = api;
  const { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } = sdk;
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  const named = defaultResource()
    .merge(resourceFromAttributes({ "service.name": "lesion-atlas" }))
    .merge(detectResources({ detectors: [envDetector] }));
  const provider = new TracerProvider({
    resource: named,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer("lesion-atlas");
  const propagator = new core.W3CTraceContextPropagator();
  const underWay = new AsyncLocalStorage<Context>();

  /** @param outcome `ok`, or what went wrong, as the attribute `error.type` says it */
  function endWith(span: Span, outcome: string): void {
    if (outcome !== "ok") span.setAttribute("error.type", outcome).setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  return {
    async middleware(c, next) {
      const caller = propagator.extract(ROOT_CONTEXT, c.req.header(), defaultTextMapGetter);
      const span = tracer.startSpan(c.req.method, { kind: SpanKind.SERVER }, caller);
      await underWay.run(trace.setSpan(caller, span), next);
      const { status } = c.res;
      const route = routeOf(c);
      if (route !== undefined) span.updateName(`${c.req.method} ${route}`).setAttribute("http.route", route);
      span.setAttributes({
        "http.request.method": c.req.method,
        "http.response.status_code": status,
        "url.path": c.req.path,
        "lesion.request_id": c.get("requestId"),
      });
      endWith(span, status >= 500 ? String(status) : "ok");
    },
    beginCall(port, call) {
      const context = underWay.getStore();
      if (!context) return () => {};
      const span = tracer.startSpan(`${port}.${call}`, { kind: SpanKind.INTERNAL }, context);
      return (outcome) => endWith(span, outcome);
    },
    close: () => provider.shutdown(),
  };
}
