import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRejectsFile } from "../src/index.ts";
import { readTable } from "../src/tables/read-table.ts";
import { createReadStream } from "node:fs";
import { temporaryFolder } from "./support/temporary-folder.ts";

test("rejects are rows of key, file and reason; formulas get a TAB in front, and come back without it", async () => {
  const file = join(await temporaryFolder(), "rejects.csv");
  const rejects = [
    { key: "=1+1", file: "+a.jpg", reason: 'no image: "GIF", or worse' },
    { key: "-b", file: "@c/é.jpg", reason: "two\nlines" },
    { key: "plain", file: "a/b.jpg", reason: "the file is empty" },
  ];
  const open = await createRejectsFile(file);
  for (const reject of rejects) await open.write(reject);
  await open.close();
  expect(await readFile(file, "utf8")).toBe(
    'key,file,reason\n\t=1+1,\t+a.jpg,"no image: ""GIF"", or worse"\n\t-b,\t@c/é.jpg,"two\nlines"\nplain,a/b.jpg,the file is empty\n',
  );
  const table = await readTable("rejects.csv", createReadStream(file));
  expect([0, 1, 2].map((row) => table.cells(row))).toEqual(rejects.map(({ key, file, reason }) => [key, file, reason]));
});

test("grows while a run goes on, and holds its header when there is none", async () => {
  const folder = await temporaryFolder();
  const empty = await createRejectsFile(join(folder, "empty.csv"));
  await empty.close();
  expect(await readFile(join(folder, "empty.csv"), "utf8")).toBe("key,file,reason\n");

  const many = await createRejectsFile(join(folder, "many.csv"));
  for (let n = 0; n < 20_000; n++) await many.write({ key: `k${n}`, file: `f${n}.jpg`, reason: "the file is empty" });
  expect((await readFile(join(folder, "many.csv"), "utf8")).split("\n").length).toBeGreaterThan(10_000);
  await many.close();
  expect((await readFile(join(folder, "many.csv"), "utf8")).split("\n").length).toBe(20_002);
});

test("says at once what cannot be written, and makes no file for a cancelled call", async () => {
  const folder = await temporaryFolder();
  for (const file of [folder, join(folder, "no", "folder.csv")]) {
    await expect(createRejectsFile(file)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("name a file in a folder that is there"),
    });
  }
  const signal = AbortSignal.abort();
  await expect(createRejectsFile(join(folder, "a.csv"), { signal })).rejects.toMatchObject({ code: "cancelled" });
  expect(await readdir(folder)).toEqual([]);
});
