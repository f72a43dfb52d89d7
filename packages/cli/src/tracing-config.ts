import { AppError } from "@lesion-atlas/core";
import { z } from "zod";

const text = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);

/** OpenTelemetry's own names (its specification, "Environment Variable Specification"). */
const environmentSchema = z.object({
  OTEL_SDK_DISABLED: text,
  OTEL_TRACES_EXPORTER: text,
  OTEL_TRACES_SAMPLER: text,
  OTEL_TRACES_SAMPLER_ARG: text,
  OTEL_EXPORTER_OTLP_ENDPOINT: text,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: text,
  OTEL_EXPORTER_OTLP_PROTOCOL: text,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: text,
});

/** How traces are sent. */
export interface TracingConfig {
  protocol: "http/protobuf" | "http/json";
  /** Share of the traces that begin here which are kept. */
  ratio: number;
}

/**
 * Traces are sent where an endpoint is named, or `OTEL_TRACES_EXPORTER=otlp`.
 *
 * @returns undefined for no traces
 * @throws AppError `invalid_input` for a protocol, an exporter or a sampler that is not there, and a ratio that is none
 */
export function readTracing(environment: NodeJS.ProcessEnv): TracingConfig | undefined {
  const asked = environmentSchema.parse(environment);
  const exporter = asked.OTEL_TRACES_EXPORTER;
  const endpoint = asked.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? asked.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (asked.OTEL_SDK_DISABLED?.toLowerCase() === "true" || exporter === "none") return undefined;
  if (exporter === undefined && endpoint === undefined) return undefined;
  if (exporter !== undefined && exporter !== "otlp") throw refused("OTEL_TRACES_EXPORTER", exporter, "otlp or none");
  const protocol = asked.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? asked.OTEL_EXPORTER_OTLP_PROTOCOL ?? "http/protobuf";
  if (protocol !== "http/protobuf" && protocol !== "http/json") {
    throw refused("OTEL_EXPORTER_OTLP_PROTOCOL", protocol, "http/protobuf or http/json");
  }
  return { protocol, ratio: ratioOf(asked.OTEL_TRACES_SAMPLER, asked.OTEL_TRACES_SAMPLER_ARG) };
}

/** Callers that sample are always followed: every sampler is "parentbased". */
function ratioOf(sampler = "parentbased_always_on", argument = "1"): number {
  const kind = sampler.replace(/^parentbased_/, "");
  if (kind === "always_on") return 1;
  if (kind === "always_off") return 0;
  const ratio = Number(argument);
  if (kind !== "traceidratio") throw refused("OTEL_TRACES_SAMPLER", sampler, "always_on, always_off or traceidratio");
  if (!(ratio >= 0 && ratio <= 1)) throw refused("OTEL_TRACES_SAMPLER_ARG", argument, "a number from 0 to 1");
  return ratio;
}

function refused(name: string, value: string, known: string): AppError {
  return new AppError("invalid_input", `${name} is ${value}; it may be ${known}`);
}
