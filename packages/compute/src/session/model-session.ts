import { AppError } from "@lesion-atlas/core";
import { InferenceSession, Tensor as OrtTensor, env } from "onnxruntime-node";
import { guarded } from "./exit-guard.ts";
import { type ModelSignature, signatureOf } from "./model-signature.ts";
import { type SessionOptions, ortOptions } from "./session-options.ts";
import { type Tensor, type TensorArrays, type TensorType, type Tensors, checkTensors } from "./tensor.ts";

/** The path of an ONNX file (its external weights lie beside it), or the bytes of one that has none. */
export type ModelSource = string | Uint8Array;

/**
 * A graph that is ready to run on the calling thread. A run occupies that thread until it is done (onnxruntime-node
 * computes where it is called), so sessions belong on worker threads: `createCompute` has two.
 */
export interface ModelSession {
  readonly signature: ModelSignature;
  /**
   * @param into tensors that some outputs are written to, in place of new ones; their shapes must be the outputs' own
   * @returns every output, by name
   * @throws AppError `invalid_input` when the graph refuses the feeds
   */
  run(feeds: Tensors, into?: Tensors): Promise<Tensors>;
  close(): Promise<void>;
}

/** @throws AppError `model_invalid` when the file cannot be read or is no graph that onnxruntime can run. */
export async function createSession(source: ModelSource, options: SessionOptions = {}): Promise<ModelSession> {
  env.logLevel = "fatal";
  const session = await load(source, options);
  const signature = signatureOf(session);

  return {
    signature,
    async run(feeds, into = {}) {
      checkTensors(feeds);
      checkTensors(into);
      const fetches = Object.fromEntries(
        signature.outputs.map(({ name }) => [name, into[name] ? wrap(into[name]) : null]),
      );
      const results = await guarded(() => session.run(wrapAll(feeds), fetches)).catch((thrown: unknown) => {
        throw new AppError("invalid_input", `the model refused its input: ${reasonOf(thrown)}`, { cause: thrown });
      });
      return Object.fromEntries(
        Object.entries(results).map(([name, result]) => [name, into[name] ?? unwrap(name, result)]),
      );
    },
    close: () => guarded(() => session.release()),
  };
}

async function load(source: ModelSource, options: SessionOptions): Promise<InferenceSession> {
  try {
    const settings = ortOptions(options);
    return await guarded(() =>
      typeof source === "string"
        ? InferenceSession.create(source, settings)
        : InferenceSession.create(source, settings),
    );
  } catch (thrown) {
    const what = typeof source === "string" ? `${source} is` : "these bytes are";
    const { device = "cpu" } = options;
    const where = device === "cpu" ? "" : ` on ${device} (it may run with --device cpu)`;
    throw new AppError("model_invalid", `${what} no ONNX model that can be run${where}: ${reasonOf(thrown)}`, {
      cause: thrown,
    });
  }
}

function wrapAll(tensors: Tensors): Record<string, OrtTensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, wrap(tensor)]));
}

function wrap({ type, values, shape }: Tensor): OrtTensor {
  return new OrtTensor(type, values, shape);
}

function unwrap(name: string, result: OrtTensor): Tensor {
  if (!isTensorType(result.type)) {
    throw new AppError(
      "unsupported",
      `output "${name}" has elements of ${result.type}; export the model with float32 outputs`,
    );
  }
  return { type: result.type, values: result.data as TensorArrays[TensorType], shape: result.dims } as Tensor;
}

function isTensorType(type: string): type is TensorType {
  return ["float32", "float64", "int64", "int32", "uint8", "int8", "bool"].includes(type);
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
