import type { Compute, Matrix } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { momentsOf, scatterOf } from "../moments.ts";
import { productModel } from "../moments-graph.ts";

/** Coefficients of a linear model, outputs x dimensions, and one intercept an output. */
export interface Linear {
  coefficients: Float64Array;
  intercepts: Float64Array;
}

/**
 * Variables in which the objective is well conditioned: with H = L L^T near its second derivative and the mean m of the
 * features, coefficients are V L^-1 and intercepts (b - (V L^-1) m), both b and V scaled.
 */
export interface Whitening {
  toLinear(point: Float64Array): Promise<Linear>;
  /** The gradient in the variables, from that in coefficients and intercepts. */
  toGradient(gradient: Linear): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Mean and scatter of a sample of the rows, from which whitenings of any penalty are made. */
export interface FeatureScatter {
  mean: Float64Array;
  /** Of one row on average: (x - mean)(x - mean)^T. */
  covariance: Float64Array;
  dimensions: number;
}

/** Rows of the sample for each dimension: enough that its covariance is near that of all. */
const rowsADimension = 4;
const fewestRows = 1024;

/** @param rowWeights rows of weight 0 do not count */
export async function sampleScatter(
  compute: Compute,
  features: Matrix,
  rowWeights: ArrayLike<number>,
  options: CallOptions,
): Promise<FeatureScatter> {
  const { rows, columns } = features;
  const wanted = Math.max(fewestRows, rowsADimension * columns);
  const stride = Math.max(1, Math.floor(rows / wanted));
  const taken = Math.ceil(rows / stride);
  const sample = stride === 1 ? features : everyRow(features, stride, taken);
  const weights = Float64Array.from({ length: taken }, (_, i) => rowWeights[i * stride]);
  const targets = { values: new Float64Array(taken), outputs: 1 };
  const { mean, scatter } = scatterOf(await momentsOf(compute, sample, targets, weights, options));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { mean, covariance: scatter.map((sum) => sum / total), dimensions: columns };
}

function everyRow({ values, columns }: Matrix, stride: number, rows: number): Matrix {
  const sample = new Float32Array(new SharedArrayBuffer(rows * columns * 4));
  for (let row = 0; row < rows; row += 1) {
    sample.set(values.subarray(row * stride * columns, (row * stride + 1) * columns), row * columns);
  }
  return { values: sample, rows, columns };
}

/**
 * @param curvature mean second derivative of the loss times the number of rows and C: H = curvature * covariance + I
 */
export async function createWhitening(
  compute: Compute,
  { mean, covariance, dimensions }: FeatureScatter,
  { outputs, curvature }: { outputs: number; curvature: number },
  { signal }: CallOptions,
): Promise<Whitening> {
  const hessian = covariance.map((value) => value * curvature);
  for (let i = 0; i < dimensions; i += 1) hessian[i * dimensions + i] += 1;
  const found = await compute.inverseFactor(hessian, dimensions, { lane: "bulk", signal });
  const factor = new Float64Array(new SharedArrayBuffer(found.byteLength));
  factor.set(found);
  const models = { plain: compute.openModel(productModel(false)), transposed: compute.openModel(productModel(true)) };
  const interceptScale = 1 / Math.sqrt(curvature);
  const size = outputs * dimensions;

  async function product(left: Float64Array, kind: "plain" | "transposed"): Promise<Float64Array> {
    const result = await models[kind].run(
      {
        left: { type: "float64", values: left, shape: [outputs, dimensions] },
        right: { type: "float64", values: factor, shape: [dimensions, dimensions] },
      },
      { lane: "bulk", signal },
    );
    return result.product.values as Float64Array;
  }

  return {
    async toLinear(point) {
      const coefficients = await product(point.slice(0, size), "plain");
      const intercepts = point.slice(size);
      for (let output = 0; output < outputs; output += 1) {
        let shift = 0;
        for (let i = 0; i < dimensions; i += 1) shift += coefficients[output * dimensions + i] * mean[i];
        intercepts[output] = intercepts[output] * interceptScale - shift;
      }
      return { coefficients, intercepts };
    },
    async toGradient({ coefficients, intercepts }) {
      const centred = coefficients.slice();
      for (let output = 0; output < outputs; output += 1) {
        for (let i = 0; i < dimensions; i += 1) centred[output * dimensions + i] -= intercepts[output] * mean[i];
      }
      const gradient = new Float64Array(size + outputs);
      gradient.set(await product(centred, "transposed"));
      for (let output = 0; output < outputs; output += 1) gradient[size + output] = intercepts[output] * interceptScale;
      return gradient;
    },
    async close() {
      await Promise.all([models.plain.close(), models.transposed.close()]);
    },
  };
}
