import { AppError, type ErrorCode, errorCodes } from "@lesion-atlas/core";
import { expect, test } from "vitest";
import { exitCodeOf } from "../src/exit-codes.ts";

test("wrong words end with 2, an interruption with 130, every other failure with 1", () => {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  const ends = Object.fromEntries(codes.map((code) => [code, exitCodeOf(new AppError(code, "x"))]));
  expect(ends).toEqual({
    ...Object.fromEntries(codes.map((code) => [code, 1])),
    invalid_input: 2,
    cancelled: 130,
  });
});
