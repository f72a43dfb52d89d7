import { AppError, type PreprocessedImage } from "@lesion-atlas/core";

/** One image on its way; settled once, by whoever comes first: the answer, the signal or the end of the preprocessor. */
export interface PreprocessJob {
  readonly imageBytes: Uint8Array;
  settled(): boolean;
  succeed(image: PreprocessedImage): void;
  fail(error: AppError): void;
}

/** @returns the job for the queue and the promise for the caller */
export function createPreprocessJob(
  imageBytes: Uint8Array,
  signal: AbortSignal | undefined,
): { job: PreprocessJob; answered: Promise<PreprocessedImage> } {
  const { promise, resolve, reject } = Promise.withResolvers<PreprocessedImage>();
  let settled = false;
  const settle = (act: () => void): void => {
    if (settled) return;
    settled = true;
    signal?.removeEventListener("abort", onAbort);
    act();
  };
  const job: PreprocessJob = {
    imageBytes,
    settled: () => settled,
    succeed: (image) => settle(() => resolve(image)),
    fail: (error) => settle(() => reject(error)),
  };
  function onAbort(): void {
    job.fail(new AppError("cancelled", "the call was cancelled", { cause: signal?.reason }));
  }
  signal?.addEventListener("abort", onAbort, { once: true });
  return { job, answered: promise };
}
