import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { parseStore, storeUrl } from "../src/store-location.ts";

describe("readConfig", () => {
  test("the store lies in LESION_HOME unless told otherwise", () => {
    const config = readConfig({}, { LESION_HOME: "some/home" });
    expect(config).toEqual({
      home: resolve("some/home"),
      store: { kind: "sqlite", path: resolve("some/home/store.sqlite") },
      storeGiven: false,
      hub: { endpoint: "https://huggingface.co", token: undefined },
      encoding: { device: "cpu", threads: undefined, batch: undefined },
      model: undefined,
      json: false,
      quiet: false,
    });
  });

  test("flags win over the environment", () => {
    const environment = { LESION_HOME: "h", LESION_STORE: "sqlite:env.sqlite", LESION_MODEL: "env" };
    const store = { path: resolve("env.sqlite") };
    expect(readConfig({}, environment)).toMatchObject({ model: "env", store, storeGiven: true });
    expect(readConfig({ model: "flag", store: "sqlite:/x/flag.sqlite" }, environment)).toMatchObject({
      model: "flag",
      store: { path: resolve("/x/flag.sqlite") },
    });
  });

  test("how a model is run: flags, else the environment, else nothing, and only whole numbers", () => {
    const environment = { LESION_DEVICE: "auto", LESION_THREADS: "3", LESION_BATCH: "16" };
    expect(readConfig({}, environment).encoding).toEqual({ device: "auto", threads: 3, batch: 16 });
    const flags = { device: "cuda", threads: 1 } as const;
    expect(readConfig(flags, environment).encoding).toEqual({ device: "cuda", threads: 1, batch: 16 });
    expect(() => readConfig({}, { LESION_DEVICE: "gpu" })).toThrow("give one of cpu, cuda, dml, coreml, webgpu, auto");
    expect(() => readConfig({}, { LESION_BATCH: "0" })).toThrow("LESION_BATCH is 0: give a whole number from 1 to");
    expect(() => readConfig({}, { LESION_THREADS: "many" })).toThrow("LESION_THREADS is many");
  });

  test("an empty variable is an unset one, and ~ is the user's folder", () => {
    const config = readConfig({}, { LESION_HOME: "~/atlas", LESION_STORE: " ", LESION_MODEL: "" });
    expect(config).toMatchObject({ home: join(homedir(), "atlas"), model: undefined });
    expect(config.store).toEqual({ kind: "sqlite", path: join(homedir(), "atlas", "store.sqlite") });
  });

  test("traces are sent where OpenTelemetry's variables name an endpoint, as they say; what is not there is refused", () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318" };
    const tracing = (environment: NodeJS.ProcessEnv) => readConfig({}, { ...endpoint, ...environment }).tracing;
    expect(readConfig({}, {}).tracing).toBeUndefined();
    expect(tracing({ OTEL_SDK_DISABLED: "true" })).toBeUndefined();
    expect(tracing({ OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
    expect(tracing({})).toEqual({ protocol: "http/protobuf", ratio: 1 });
    const sampler = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" };
    const json = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
    expect(tracing({ ...sampler, ...json })).toEqual({ protocol: "http/json", ratio: 0.25 });
    expect(() => tracing({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toThrow(/http\/protobuf or http\/json/);
    expect(() => tracing({ ...sampler, OTEL_TRACES_SAMPLER_ARG: "2" })).toThrow(/from 0 to 1/);
  });

  test("HF_ENDPOINT and HF_TOKEN name the hub and who asks; what is no address is refused", () => {
    const { hub } = readConfig({}, { HF_ENDPOINT: "https://hub.lab/", HF_TOKEN: "hf_1" });
    expect(hub).toEqual({ endpoint: "https://hub.lab/", token: "hf_1" });
    expect(() => readConfig({}, { HF_ENDPOINT: "hub.lab" })).toThrow("is no address of a hub");
  });

  test("without LESION_HOME it is the platform's data folder", () => {
    expect(readConfig({}, {}).home).toMatch(/lesion-atlas/);
  });

  test("sqlite: takes a URL's slashes too", () => {
    const { store } = readConfig({ store: "sqlite:///x/a.sqlite" }, {});
    expect(store).toEqual({ kind: "sqlite", path: resolve("/x/a.sqlite") });
  });

  test("qdrant: takes a server with options; its key comes from the environment alone", () => {
    const url =
      'qdrant:https://qdrant.lab:6333/behind?prefix=derm&hnsw_m=32&quantization=scalar:0.95&exact_below=0&strict_mode={"enabled":true}';
    const { store, qdrantApiKey } = readConfig({}, { LESION_STORE: url, LESION_QDRANT_API_KEY: "secret" });
    expect(qdrantApiKey).toBe("secret");
    expect(store).toMatchObject({
      kind: "qdrant",
      options: {
        url: "https://qdrant.lab:6333/behind",
        collection: {
          prefix: "derm",
          hnswM: 32,
          quantization: { kind: "scalar", quantile: 0.95 },
          strictMode: { enabled: true },
        },
        search: { exactBelow: 0 },
      },
    });
    expect(storeUrl(store)).toBe("qdrant:https://qdrant.lab:6333/behind?prefix=derm");
    expect(storeUrl(parseStore("qdrant:http://h:6333/?ef=64"))).toBe("qdrant:http://h:6333");
    expect(readConfig({ store: "qdrant:http://h:6333" }, { LESION_QDRANT_API_KEY: " " }).qdrantApiKey).toBeUndefined();
  });

  test.each([
    ["qdrant:http://h:6333?hnsw=1", /no option hnsw; there is .*hnsw_m/],
    ["qdrant:http://h:6333?hnsw_m=many", /hnsw_m: expected a whole number/],
    ["qdrant:http://h:6333?quantization=product:x3", /quantization: expected none, scalar/],
    ["qdrant:http://h:6333?prefix=a/b", /prefix: expected letters/],
    ["qdrant:http://h:6333?oversampling=0.5", /oversampling: expected a number from 1 up/],
    ["qdrant:http://h:6333?exact=yes", /exact: expected true or false/],
    ["qdrant:http://h:6333?strict_mode=on", /strict_mode: expected JSON/],
    ["qdrant:http://me:secret@h:6333", /LESION_QDRANT_API_KEY/],
  ])("%s is refused with what it takes", (store, sentence) => {
    expect(() => readConfig({ store }, {})).toThrow(AppError);
    expect(() => readConfig({ store }, {})).toThrow(sentence);
  });

  test.each(["a.sqlite", "sqlite:", "postgres://x", "qdrant:localhost:6333"])(
    "the store %s is refused with an example",
    (store) => {
      const read = () => readConfig({ store }, {});
      expect(read).toThrow(AppError);
      expect(read).toThrow(/sqlite:PATH, for instance/);
    },
  );
});
