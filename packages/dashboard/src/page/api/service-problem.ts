/** What the service said instead of an answer (problem+json). */
export class ServiceProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** Whether the same may succeed later. */
  readonly retryable: boolean;

  constructor(status: number, code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
    this.code = code;
    this.retryable = status === 0 || status === 429 || status >= 500;
  }
}
