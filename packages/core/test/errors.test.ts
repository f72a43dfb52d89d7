import { expect, test } from "vitest";
import { AppError, asAppError, errorCodes, throwIfCancelled } from "../src/index.ts";

test("retrying helps only where nothing has to change first", () => {
  const retryable = Object.keys(errorCodes).filter(
    (code) => new AppError(code as keyof typeof errorCodes, "").retryable,
  );
  expect(retryable).toEqual(["archive_unavailable", "store_unavailable"]);
});

test("a foreign error keeps its message and its cause", () => {
  const cause = new TypeError("no");
  expect(asAppError(cause, "store_unavailable")).toMatchObject({ code: "store_unavailable", message: "no", cause });
  const known = new AppError("conflict", "version 3 is stored");
  expect(asAppError(known)).toBe(known);
  expect(asAppError("text").message).toBe("text");
});

test("an aborted signal becomes cancelled", () => {
  const controller = new AbortController();
  throwIfCancelled(controller.signal);
  throwIfCancelled(undefined);
  controller.abort();
  expect(() => throwIfCancelled(controller.signal)).toThrow(expect.objectContaining({ code: "cancelled" }));
  expect(asAppError(new DOMException("stop", "AbortError")).code).toBe("cancelled");
});
