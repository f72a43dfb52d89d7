import { AppError, type ErrorCode, asAppError } from "./errors.ts";

/** An AppError without its class, which a message between threads would lose. */
export interface WireError {
  code: ErrorCode;
  message: string;
  /** Of the thread on which it was thrown. */
  stack?: string;
}

/** For the thread that throws. */
export function toWire(thrown: unknown): WireError {
  const { code, message, stack } = asAppError(thrown);
  return { code, message, stack };
}

/** For the thread that asked; the other thread's stack is kept as the cause. */
export function fromWire({ code, message, stack }: WireError): AppError {
  return new AppError(code, message, { cause: stack });
}
