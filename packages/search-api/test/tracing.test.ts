import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createSearchApp, createTracing, instrument } from "@lesion-atlas/search-api";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

interface OtlpSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code?: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

const received: { path: string; type: string; body: Buffer }[] = [];
const collector = createServer((request, response) => {
  void buffer(request).then((body) => {
    received.push({ path: request.url!, type: request.headers["content-type"]!, body });
    response.setHeader("content-type", request.headers["content-type"]!).end();
  });
});
let service: TestService;
beforeAll(async () => {
  service = await openService();
  await new Promise<void>((resolve) => collector.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
});
afterEach(() => received.splice(0));
afterAll(async () => {
  vi.unstubAllEnvs();
  collector.close();
  await service.close();
});

async function traced(protocol: "http/json" | "http/protobuf", headers: Record<string, string> = {}, ratio = 1) {
  const tracing = await createTracing({ protocol, ratio });
  const { store, encoder } = service.ports;
  const ports = { store: instrument(store, "store", tracing), encoder: instrument(encoder, "model", tracing) };
  const app = createSearchApp({ ...service.ports, ...ports, tracing }, { access: "open", rateLimits: false });
  const response = await app.request("/v1/search", jsonRequest({ text: "a secret question" }, headers));
  expect(response.status).toBe(200);
  await app.request("/v1/images/00000000-0000-4000-8000-000000000000");
  await tracing.close();
}

function spansOf({ body }: { body: Buffer }): OtlpSpan[] {
  const { resourceSpans } = JSON.parse(body.toString("utf8"));
  return resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: OtlpSpan[] }[] }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );
}

const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;

test("a request is a span in its caller's trace, and its text encode and its searches are spans inside it", async () => {
  await traced("http/json", { traceparent });
  expect(received).toMatchObject([{ path: "/v1/traces", type: "application/json" }]);
  const spans = spansOf(received[0]);
  const request = spans.find(({ name }) => name === "POST /v1/search")!;
  expect(request).toMatchObject({ traceId: caller.traceId, parentSpanId: caller.spanId });
  const attributes = Object.fromEntries(request.attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
  expect(attributes).toMatchObject({ "http.route": "/v1/search", "http.response.status_code": 200 });
  const inside = spans.filter(({ parentSpanId }) => parentSpanId === request.spanId);
  expect(inside.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["model.encodeTexts", "store.search", "store.count"]),
  );
  for (const { startTimeUnixNano, endTimeUnixNano } of inside) {
    expect(BigInt(startTimeUnixNano) >= BigInt(request.startTimeUnixNano)).toBe(true);
    expect(BigInt(endTimeUnixNano) <= BigInt(request.endTimeUnixNano)).toBe(true);
  }
  const other = spans.find(({ name }) => name === "GET /v1/images/:id")!;
  expect(other.traceId).not.toBe(caller.traceId);
  expect(received[0].body.toString("utf8")).toContain('"lesion-atlas"');
  expect(received[0].body.toString("utf8")).not.toContain("secret question");
});

test("by default as protobuf; a trace that begins here is kept or not by the ratio, a caller's is followed", async () => {
  await traced("http/protobuf", {}, 0);
  expect(received).toEqual([]);
  await traced("http/protobuf", { traceparent }, 0);
  expect(received).toMatchObject([{ path: "/v1/traces", type: "application/x-protobuf" }]);
  expect(received[0].body.includes("POST /v1/search")).toBe(true);
  expect(received[0].body.includes(Buffer.from(caller.traceId, "hex"))).toBe(true);
  expect(received[0].body.includes("GET /v1/images/:id")).toBe(false);
});
