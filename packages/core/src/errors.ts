/**
 * The closed set of things that can go wrong. Each is mapped once to HTTP, once to BullMQ and once to exit codes;
 * nothing else is thrown on purpose.
 */
export const errorCodes = {
  /** The caller asked for something malformed: a filter, an option, a file's content. */
  invalid_input: { retryable: false },
  /** No such image, model, probe, archive or document. */
  not_found: { retryable: false },
  /** Somebody else wrote in the meantime (`ifVersion` did not hold). */
  conflict: { retryable: false },
  /** Well-formed, but this build or this model cannot do it; the message names what is missing. */
  unsupported: { retryable: false },
  /** One image cannot be decoded; it is rejected and its batch goes on. */
  image_unreadable: { retryable: false },
  /** An archive's folder or zip is missing, unreadable or was taken away; or its server, or a model's hub, does not answer. */
  archive_unavailable: { retryable: true },
  /** A model folder or checkpoint is damaged, incomplete or unsafe to read. */
  model_invalid: { retryable: false },
  /** A vector, a probe or a calibration belongs to another model fingerprint. */
  model_mismatch: { retryable: false },
  /** The store or queue does not answer at present. */
  store_unavailable: { retryable: true },
  /** No room left: disk, memory or a stated bound; the message has the number and the way out. */
  too_large: { retryable: false },
  /** The `signal` given to the call was aborted. */
  cancelled: { retryable: false },
  /** A defect of ours. */
  internal: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

/** The one error type that crosses a package border. `message` says what happened and what to do. */
export class AppError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
  }

  /** Whether the same call may succeed later without any change. */
  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}

/** Narrows any thrown value to an `AppError`; what is not one becomes `fallback` with the original as its cause. */
export function asAppError(thrown: unknown, fallback: ErrorCode = "internal"): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === "AbortError") {
    return new AppError("cancelled", "the call was cancelled", { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError(fallback, message, { cause: thrown });
}

/** @throws AppError `cancelled` when the signal is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError("cancelled", "the call was cancelled", { cause: signal.reason });
}
