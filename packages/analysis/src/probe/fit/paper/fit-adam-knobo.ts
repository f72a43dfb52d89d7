import { type Compute, shareMatrix } from "@lesion-atlas/compute";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { classCounts } from "../baselines/class-counts.ts";
import { predictProbabilities } from "../predict/predict-probabilities.ts";
import { type LinearProbe, neverIntercept } from "../probe-model.ts";
import { type ProbeTraining, membershipsOf, rowsOfTraining } from "../probe-training.ts";
import { type AdamState, createAdamSteps } from "./adam-steps.ts";
import { createTorchRandom } from "./torch-random.ts";

/** The rows by whose accuracy the epoch is chosen. */
export type Validation = Pick<ProbeTraining, "features" | "labels">;

const epochs = 200;
const lengthTolerance = 1e-3;

/**
 * The linear probe of the WhyLesionCLIP paper (DOMAIN.md, 5): one linear layer, Adam (1e-3), cross entropy, shuffled
 * batches of 64, 200 epochs; the weights after the first epoch of the best accuracy on the validation part.
 *
 * Initial weights and the order of every epoch are those of PyTorch on a CPU after `torch.manual_seed(seed)`, a training
 * DataLoader with `shuffle=True` and a validation DataLoader that is read after each epoch. The paper's code shuffles the
 * rows (pandas) and the columns (`random.sample`) before: rows and columns are taken here as they come.
 *
 * @throws AppError `invalid_input` without a validation part or for rows that are not of unit length; `unsupported` for
 * several labels an image
 */
export async function fitAdamKnobo(
  training: ProbeTraining,
  {
    compute,
    seed,
    validation,
    signal,
  }: CallOptions & { compute: Compute; seed: number; validation: Validation | undefined },
): Promise<LinearProbe> {
  const { classes, dimensions, labels } = training;
  if (training.memberships) {
    throw new AppError("unsupported", "adam-knobo is for one label an image; fit lbfgs instead");
  }
  if (!validation || validation.labels.length === 0) {
    throw new AppError("invalid_input", "adam-knobo chooses its epoch on a validation part: give one");
  }
  const counts = classCounts(membershipsOf(training), classes.length);
  const present = classes.flatMap((_, name) => (counts[name] > 0 ? [name] : []));
  if (present.length < 2) {
    throw new AppError("invalid_input", "a probe needs images of two classes at least; label more of them");
  }
  checkUnitRows(training.features, dimensions);
  checkUnitRows(validation.features, dimensions);
  const rows = rowsOfTraining(training);
  const features = shareMatrix({ values: training.features, rows, columns: dimensions });
  const targets = new Float32Array(new SharedArrayBuffer(rows * present.length * 4));
  for (const [row, label] of labels.entries()) targets[row * present.length + present.indexOf(label)] = 1;

  const random = createTorchRandom(seed);
  const size = present.length * (dimensions + 1);
  let state: AdamState = {
    parameters: initialLayer(random, present.length, dimensions),
    first: new Float32Array(size),
    second: new Float32Array(size),
    steps: 0,
  };
  const toProbe = (parameters: Float32Array, settings: Partial<LinearProbe["settings"]>): LinearProbe => ({
    solver: "adam-knobo",
    classes,
    dimensions,
    absentClasses: classes.filter((_, name) => counts[name] === 0),
    multiLabel: false,
    link: "softmax",
    ...layerOf(parameters, present, classes.length, dimensions),
    settings: { seed, ...settings },
  });
  let best: { parameters: Float32Array; right: number; epoch: number } | undefined;
  const steps = createAdamSteps(compute, features, targets, present.length);
  try {
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      state = await steps.epoch(state, epochOrder(random, rows), { signal });
      const probabilities = await predictProbabilities(toProbe(state.parameters, {}), validation.features, {
        compute,
        signal,
      });
      const right = countRight(probabilities, validation.labels, classes.length);
      if (!best || right > best.right) best = { parameters: state.parameters, right, epoch };
    }
  } finally {
    await steps.close();
  }
  return toProbe(best!.parameters, {
    iterations: state.steps,
    epoch: best!.epoch,
    validationAccuracy: best!.right / validation.labels.length,
  });
}

/** `nn.Linear`'s start: weights, then intercepts, uniform within 1 / sqrt(dimensions) (kaiming_uniform_ with a = sqrt(5)). */
function initialLayer(random: ReturnType<typeof createTorchRandom>, classes: number, dimensions: number): Float32Array {
  const bound = 1 / Math.sqrt(dimensions);
  const weights = random.uniform(classes * dimensions, bound);
  const intercepts = random.uniform(classes, bound);
  const layer = new Float32Array(classes * (dimensions + 1));
  for (let name = 0; name < classes; name += 1) {
    layer.set(weights.subarray(name * dimensions, (name + 1) * dimensions), name * (dimensions + 1));
    layer[name * (dimensions + 1) + dimensions] = intercepts[name];
  }
  return layer;
}

/**
 * The training loader draws 64 bits for its workers and 64 for its sampler, whose lower half seeds the permutation; the
 * validation loader, read after the epoch, draws 64 for its workers.
 */
function epochOrder(random: ReturnType<typeof createTorchRandom>, rows: number): Int32Array {
  random.next();
  random.next();
  random.next();
  const order = createTorchRandom(random.next()).permutation(rows);
  random.next();
  random.next();
  return order;
}

function layerOf(parameters: Float32Array, present: readonly number[], classes: number, dimensions: number) {
  const coefficients = new Float32Array(classes * dimensions);
  const intercepts = new Float32Array(classes).fill(neverIntercept);
  for (const [output, name] of present.entries()) {
    const start = output * (dimensions + 1);
    coefficients.set(parameters.subarray(start, start + dimensions), name * dimensions);
    intercepts[name] = parameters[start + dimensions];
  }
  return { coefficients, intercepts };
}

function countRight(probabilities: Float32Array, labels: Int32Array, classes: number): number {
  let right = 0;
  for (const [row, label] of labels.entries()) {
    let best = 0;
    for (let name = 1; name < classes; name += 1) {
      if (probabilities[row * classes + name] > probabilities[row * classes + best]) best = name;
    }
    if (best === label) right += 1;
  }
  return right;
}

function checkUnitRows(features: Float32Array, dimensions: number): void {
  for (let start = 0; start < features.length; start += dimensions) {
    let square = 0;
    for (let i = start; i < start + dimensions; i += 1) square += features[i] ** 2;
    if (Math.abs(Math.sqrt(square) - 1) > lengthTolerance) {
      throw new AppError("invalid_input", "adam-knobo takes vectors of unit length: divide each by its length");
    }
  }
}
