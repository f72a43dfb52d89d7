import { mkdir, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { archiveReaders, openArchive } from "../../src/index.ts";
import { drawnImage } from "../support/drawn-image.ts";
import { entriesOf, keysOf, opened } from "../support/opened.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { zipBytes } from "../support/zip-bytes.ts";

const image = await drawnImage(4);

describe("choosing a reader", () => {
  test("says what to do where nothing fits, where there is nothing, and for an unknown format", async () => {
    const folder = await temporaryFolder({ "notes.txt": "no image" });
    await expect(openArchive(folder)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("no image below"),
    });
    await expect(openArchive(join(folder, "nowhere"))).rejects.toMatchObject({ code: "archive_unavailable" });
    await expect(openArchive(join(folder, "notes.txt"))).rejects.toMatchObject({ code: "invalid_input" });
    await expect(openArchive(folder, { format: "isci" })).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("use auto, isic, ham10000, pad-ufes-20, folder"),
    });
  });

  test("names the candidates where several fit equally", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "isic_id,sex\nISIC_0000001,male\n",
      "HAM10000_metadata.csv": "lesion_id,image_id,dx\nHAM_1,ISIC_0000001,nv\n",
      "ISIC_0000001.jpg": image,
    });
    await expect(openArchive(folder)).rejects.toMatchObject({
      code: "invalid_input",
      message: expect.stringContaining("fits isic and ham10000: choose one with --format"),
    });
    expect((await opened(folder, "ham10000")).record("ISIC_0000001").diagnosis_3).toBe("Nevus");
  });

  test("each reader detects and opens by itself", async () => {
    const folder = await temporaryFolder({ "metadata.csv": "isic_id\nISIC_0000001\n", "ISIC_0000001.jpg": image });
    const fits = await Promise.all(archiveReaders.map(async (reader) => [reader.name, await reader.detect(folder)]));
    expect(Object.fromEntries(fits)).toEqual({ isic: 1, ham10000: 0, "pad-ufes-20": 0, folder: 0.1 });
    const archive = await archiveReaders[0].open(folder);
    expect(await keysOf(archive)).toEqual(["ISIC_0000001"]);
    await archive.close();
  });
});

describe("a folder's files", () => {
  test("links that leave the folder are refused, links inside are followed", async () => {
    const outside = await temporaryFolder({ "secret.jpg": image });
    const folder = await temporaryFolder({ "a/one.jpg": image });
    await symlink(join(outside, "secret.jpg"), join(folder, "stolen.jpg"));
    await symlink(outside, join(folder, "elsewhere"));
    await symlink(join(folder, "nothing.jpg"), join(folder, "broken.jpg"));
    await symlink(join(folder, "a/one.jpg"), join(folder, "two.jpg"));
    const archive = await opened(folder);
    expect(await keysOf(archive)).toEqual(["a/one", "two"]);
    expect(archive.warnings).toEqual([
      "3 links (broken.jpg, elsewhere, stolen.jpg) refused: each leaves the archive's folder, names a folder or leads nowhere",
    ]);
  });

  test("a file that became a link out of the folder after the listing is not read", async () => {
    const outside = await temporaryFolder({ "secret.jpg": "secret" });
    const folder = await temporaryFolder({ "one.jpg": image });
    const archive = await opened(folder);
    await rm(join(folder, "one.jpg"));
    await symlink(join(outside, "secret.jpg"), join(folder, "one.jpg"));
    await expect(archive.bytes("one")).rejects.toMatchObject({
      code: "image_unreadable",
      message: expect.stringContaining("leaves the archive's folder"),
    });
  });

  test("one vanished file is one unreadable image; a vanished, replaced or emptied archive is unavailable", async () => {
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`images/${n}.jpg`, image]));
    const folder = await temporaryFolder(files);
    const archive = await opened(folder);
    await rm(join(folder, "images/0.jpg"));
    expect((await entriesOf(archive))[0]).toEqual({ key: "images/0" });
    await expect(archive.bytes("images/0")).rejects.toMatchObject({ code: "image_unreadable" });
    expect((await archive.bytes("images/1")).length).toBe(image.length);
    await rename(join(folder, "images"), join(folder, "moved"));
    await expect(archive.bytes("images/1")).rejects.toMatchObject({ code: "archive_unavailable", retryable: true });
    await rename(join(folder, "moved"), join(folder, "images"));
    expect((await archive.bytes("images/1")).length).toBe(image.length);

    await rename(folder, `${folder}-away`);
    await expect(archive.bytes("images/1")).rejects.toMatchObject({ code: "archive_unavailable" });
    await mkdir(join(folder, "images"), { recursive: true });
    await expect(archive.bytes("images/1")).rejects.toMatchObject({ code: "archive_unavailable" });
    await rm(`${folder}-away`, { recursive: true });
  });

  test("an archive that is being emptied ends the run instead of rejecting every image", async () => {
    const names = Array.from({ length: 80 }, (_, n) => String(n));
    const folder = await temporaryFolder(Object.fromEntries(names.map((name) => [`${name}.jpg`, image])));
    const archive = await opened(folder);
    for (const name of names) await rm(join(folder, `${name}.jpg`));
    const codes: string[] = [];
    for (const name of names) await archive.bytes(name).catch((error) => codes.push(error.code));
    expect(codes.slice(0, 49).every((code) => code === "image_unreadable")).toBe(true);
    expect(codes.slice(49).every((code) => code === "archive_unavailable")).toBe(true);
  });

  test("an unknown key is not found", async () => {
    const archive = await opened(await temporaryFolder({ "one.jpg": image }));
    expect(() => archive.record("two")).toThrow(expect.objectContaining({ code: "not_found" }));
    await expect(archive.bytes("two")).rejects.toMatchObject({ code: "not_found" });
  });

  test("names in decomposed Unicode are one key with the table's composed ones", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "file,sex\nh\u00e9.jpg,male\n",
      "he\u0301.jpg": image,
    });
    const archive = await opened(folder);
    expect(await keysOf(archive)).toEqual(["h\u00e9"]);
    expect(archive.record("h\u00e9").sex).toBe("male");
    expect((await archive.bytes("h\u00e9")).length).toBe(image.length);
  });
});

describe("a zip", () => {
  const table = "isic_id,sex,anatom_site_1\nISIC_0000001,male,Trunk\nISIC_0000002,female,\n";
  const files = [
    ["metadata.csv", table],
    ["images/ISIC_0000001.jpg", image],
    ["images/ISIC_0000002.jpg", image],
    ["images/.isic-partial.1.jpg", image],
    ["attribution.txt", "A"],
  ] as const;

  test("gives the records and bytes of the same folder", async () => {
    const folder = await opened(await temporaryFolder(Object.fromEntries(files)));
    const zip = await opened(join(await temporaryFolder({ "a.zip": zipBytes(files) }), "a.zip"));
    expect(zip.format).toBe("isic");
    const keys = await keysOf(zip);
    expect(keys).toEqual(await keysOf(folder));
    for (const key of keys) {
      expect(zip.record(key)).toEqual(folder.record(key));
      expect(Buffer.from(await zip.bytes(key)).equals(await folder.bytes(key))).toBe(true);
    }
    expect((await entriesOf(zip))[0]).toEqual({ key: "ISIC_0000001", size: image.length, mtime: Date.UTC(2026, 0, 1) });
  });

  test("of one folder at its top is read as that folder", async () => {
    const inside = files.map(([path, content]) => [`ISIC-images/${path}`, content] as const);
    const location = join(
      await temporaryFolder({ "a.zip": zipBytes([...inside, ["__MACOSX/ISIC-images/._metadata.csv", "x"]]) }),
      "a.zip",
    );
    const archive = await opened(location);
    expect(archive.format).toBe("isic");
    expect(archive.warnings).toEqual([]);
    expect(archive.record("ISIC_0000002")).toMatchObject({
      sex: "female",
      file: "ISIC-images/images/ISIC_0000002.jpg",
    });
  });

  test("a damaged entry is one unreadable image, a zip cut short under our hands is unavailable", async () => {
    const bytes = Buffer.from(zipBytes(files));
    bytes[bytes.indexOf(image) + 200] ^= 0xff;
    const location = join(await temporaryFolder({ "a.zip": bytes }), "a.zip");
    const archive = await opened(location);
    const broken = await Promise.allSettled(["ISIC_0000001", "ISIC_0000002"].map((key) => archive.bytes(key)));
    const rejected = broken.filter((result) => result.status === "rejected");
    expect(rejected.map((result) => result.reason.code)).toEqual(["image_unreadable"]);
    await truncate(location, 400);
    await expect(archive.bytes("ISIC_0000002")).rejects.toMatchObject({ code: "archive_unavailable" });
  });

  test("that is none, is cut, or names files outside itself is refused with a reason", async () => {
    const folder = await temporaryFolder({
      "none.zip": "not a zip",
      "cut.zip": zipBytes(files).subarray(0, 900),
      "evil.zip": zipBytes([["../../etc/evil.jpg", image]]),
    });
    for (const name of ["none", "cut", "evil"]) {
      await expect(openArchive(join(folder, `${name}.zip`))).rejects.toMatchObject({ code: "invalid_input" });
    }
  });

  test("is read by what it is and not by its name", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "download"), zipBytes(files));
    expect(await keysOf(await opened(join(folder, "download")))).toEqual(["ISIC_0000001", "ISIC_0000002"]);
  });
});
