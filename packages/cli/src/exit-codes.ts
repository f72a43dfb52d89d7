import type { AppError, ErrorCode } from "@lesion-atlas/core";

/** How `lesion` ends (DESIGN, "The surface"). */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** A word, an option, a filter or a file that does not say what it must. */
  wrongUsage: 2,
  /** Everything but some images, which are listed with their reasons. */
  doneWithRejects: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const unusual: Partial<Record<ErrorCode, ExitCode>> = {
  invalid_input: exitCodes.wrongUsage,
  cancelled: exitCodes.interrupted,
};

/** The exit code of an error that ended a command. */
export function exitCodeOf(error: AppError): ExitCode {
  return unusual[error.code] ?? exitCodes.failed;
}
