import { type KeyEntry, type StoredImage, imageId } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { imageRecord, imageTask, recordTask } from "../../src/pipeline/image-task.ts";
import { sameRecord } from "../../src/pipeline/same-record.ts";
import { drawnImage } from "../support/drawn-image.ts";
import { entriesOf, opened } from "../support/opened.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const facts = {
  content_hash: "a".repeat(64),
  perceptual_hash: "b".repeat(16),
  width: 64,
  height: 48,
  byte_size: 0,
};

async function oneImage(row = "ISIC_0000001,male,3") {
  const folder = await temporaryFolder({
    "metadata.csv": `isic_id,sex,MONET_hair\n${row}\n`,
    "ISIC_0000001.jpg": await drawnImage(1),
  });
  const archive = await opened(folder);
  const [entry] = await entriesOf(archive);
  const record = imageRecord(archive, "milk", entry, { ...facts, byte_size: entry.size! });
  const stored: StoredImage = { id: record.id, record, fields: {}, hasVector: true };
  return { archive, entry, record, stored };
}

describe("what a key needs", () => {
  test("its record is what the tables say and the facts of the file", async () => {
    const { entry, record } = await oneImage();
    expect(record).toEqual({
      ...facts,
      id: imageId("milk", "ISIC_0000001"),
      archive: "milk",
      key: "ISIC_0000001",
      file: "ISIC_0000001.jpg",
      isic_id: "ISIC_0000001",
      sex: "male",
      extra: { MONET_hair: 3 },
      byte_size: entry.size,
      modified_at: entry.mtime,
    });
  });

  test("nothing when size, time and row are as stored", async () => {
    const { archive, entry, stored } = await oneImage();
    expect(imageTask(archive, "milk", entry, stored).kind).toBe("unchanged");
  });

  test("its record when only the row has changed, with the facts of the stored one", async () => {
    const before = await oneImage();
    for (const row of ["ISIC_0000001,female,3", "ISIC_0000001,male,4", "ISIC_0000001,male,", "ISIC_0000001,,3"]) {
      const after = await oneImage(row);
      const entry = { ...before.entry };
      const task = imageTask(after.archive, "milk", entry, before.stored);
      expect(task, row).toMatchObject({ kind: "record", record: { ...facts, byte_size: entry.size } });
    }
  });

  test("its file when that is new, was touched, has grown, or when the archive cannot tell", async () => {
    const { archive, entry, record, stored } = await oneImage();
    expect(imageTask(archive, "milk", entry, undefined)).toEqual({ kind: "read", entry });
    const { key, size, mtime } = entry;
    const others: KeyEntry[] = [
      { key, size, mtime: mtime! + 1 },
      { key, size: size! + 1, mtime },
      { key, size },
      { key, mtime },
      { key },
    ];
    for (const other of others) {
      expect(imageTask(archive, "milk", other, stored)).toEqual({ kind: "read", entry: other, encoded: record });
    }
  });

  test("its file, and its encoding whatever the content, when the model in use has no vector of it", async () => {
    const { archive, entry, stored } = await oneImage();
    expect(imageTask(archive, "milk", entry, { ...stored, hasVector: false })).toEqual({ kind: "read", entry });
  });

  test("a file that was touched and is the same needs its new time written, one without a time nothing", async () => {
    const { archive, entry, record } = await oneImage();
    const touched = { ...entry, mtime: entry.mtime! + 5 };
    expect(recordTask(touched, imageRecord(archive, "milk", touched, record), record)).toMatchObject({
      kind: "record",
      record: { modified_at: entry.mtime! + 5 },
    });
    const timeless = { key: entry.key, size: entry.size };
    const known = imageRecord(archive, "milk", timeless, record);
    expect(known).not.toHaveProperty("modified_at");
    expect(recordTask(timeless, known, known).kind).toBe("unchanged");
  });
});

describe("two records", () => {
  test("are the same when every column is; an undefined column is none", async () => {
    const { record } = await oneImage();
    expect(sameRecord(record, structuredClone(record))).toBe(true);
    expect(sameRecord(record, { ...record, lesion_id: undefined, extra: { ...record.extra } })).toBe(true);
    expect(sameRecord(record, { ...record, lesion_id: "IL_0000001" })).toBe(false);
    expect(sameRecord(record, { ...record, extra: undefined })).toBe(false);
    expect(sameRecord(record, { ...record, extra: { ...record.extra, constructor: 1 } })).toBe(false);
    expect(sameRecord(record, { ...record, extra: { MONET_hair: "3" } })).toBe(false);
  });
});
