import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { toAppError } from "../../src/embedded/database/sqlite-error.ts";

function thrownBy(sql: string): unknown {
  const database = new DatabaseSync(":memory:");
  try {
    database.exec(sql);
  } catch (thrown) {
    return thrown;
  } finally {
    database.close();
  }
  return undefined;
}

test("SQL that SQLite refuses is a defect of ours, and no call is worth repeating for it", () => {
  expect(toAppError(thrownBy("SELECT nothing"), "a.sqlite")).toMatchObject({ code: "internal", retryable: false });
});

test("a file that may not be written is told with the way out", () => {
  const error = toAppError(thrownBy("PRAGMA query_only = ON; CREATE TABLE a (b)"), "a.sqlite");
  expect(error).toMatchObject({
    code: "store_unavailable",
    message: expect.stringMatching(/^a\.sqlite cannot be opened or written \(.*readonly.*--store sqlite:PATH\)$/),
  });
});
