import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { AppError, createPendingAnswer, fromWire, toWire } from "../src/index.ts";

test("whoever comes first settles it, and the signal is let go", async () => {
  const abort = new AbortController();
  const answer = createPendingAnswer<number>({ signal: abort.signal });
  expect(answer.settled()).toBe(false);
  answer.succeed(1);
  answer.succeed(2);
  answer.fail(new AppError("internal", "too late"));
  abort.abort();
  expect(await answer.answered).toBe(1);
  expect(answer.settled()).toBe(true);

  const waiting = new AbortController();
  createPendingAnswer({ signal: waiting.signal }).succeed(1);
  expect(getEventListeners(waiting.signal, "abort")).toEqual([]);
});

test("an aborted signal answers with cancelled and its reason", async () => {
  const abort = new AbortController();
  const answer = createPendingAnswer({ signal: abort.signal });
  abort.abort("enough");
  answer.succeed(undefined);
  await expect(answer.answered).rejects.toMatchObject({ code: "cancelled", cause: "enough" });
});

test("an error between threads keeps its code and sentence, and the other thread's stack as its cause", () => {
  const thrown = new AppError("too_large", "no room");
  const received = fromWire(structuredClone(toWire(thrown)));
  expect(received).toBeInstanceOf(AppError);
  expect(received).toMatchObject({ code: "too_large", message: "no room", cause: thrown.stack });
  expect(toWire(new TypeError("odd")).code).toBe("internal");
});
