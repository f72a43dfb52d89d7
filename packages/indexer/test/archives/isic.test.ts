import { describe, expect, test } from "vitest";
import { drawnImage } from "../support/drawn-image.ts";
import { entriesOf, keysOf, opened } from "../support/opened.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const image = await drawnImage(1);

describe("an ISIC download", () => {
  test("flat, with .JPG, partial downloads ignored, sizes and times as the file system has them", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "isic_id,attribution,copyright_license\nISIC_0000002,A,CC-0\nISIC_0000001,B,CC-BY\n",
      "attribution.txt": "A",
      "licenses/CC-0.txt": "...",
      "ISIC_0000002.JPG": image,
      "ISIC_0000001.jpg": image,
      ".isic-partial.k3j2": image,
      ".isic-partial.x.jpg": image,
    });
    const archive = await opened(folder);
    expect(archive.format).toBe("isic");
    expect(archive.warnings).toEqual([]);
    const entries = await entriesOf(archive);
    expect(entries.map(({ key }) => key)).toEqual(["ISIC_0000001", "ISIC_0000002"]);
    expect(entries[0].size).toBe(image.length);
    expect(Math.abs(entries[0].mtime! - Date.now())).toBeLessThan(60_000);
    expect(archive.record("ISIC_0000002")).toEqual({
      isic_id: "ISIC_0000002",
      attribution: "A",
      copyright_license: "CC-0",
      file: "ISIC_0000002.JPG",
    });
    expect(Buffer.from(await archive.bytes("ISIC_0000002")).equals(image)).toBe(true);
  });

  test("types the archive's columns and leaves the rest to extra under their own names", async () => {
    const folder = await temporaryFolder({
      "metadata.csv":
        "isic_id,age_approx,melanocytic,mel_thick_mm,mel_mitotic_index,fitzpatrick_skin_type,code,score,flag,version,note,empty,width\n" +
        'ISIC_0000001,60,True,0.8,1/mm^2,II,007,0.25,False,7.0,"\t=SUM(A1)",,12\n' +
        'ISIC_0000002,85+,maybe,nan,,IX,12E4,1e-05,UNK,-3,"say ""hi"", now",,\n',
      "images/ISIC_0000001.jpg": image,
      "images/ISIC_0000002.jpg": image,
    });
    const archive = await opened(folder);
    expect(archive.record("ISIC_0000001")).toEqual({
      isic_id: "ISIC_0000001",
      age_approx: 60,
      melanocytic: true,
      mel_thick_mm: 0.8,
      mel_mitotic_index: "1/mm^2",
      fitzpatrick_skin_type: "II",
      extra: { code: "007", score: 0.25, flag: false, version: 7, note: "=SUM(A1)", width: 12 },
      file: "images/ISIC_0000001.jpg",
    });
    expect(archive.record("ISIC_0000002")).toEqual({
      isic_id: "ISIC_0000002",
      fitzpatrick_skin_type: "IX",
      extra: {
        age_approx: "85+",
        melanocytic: "maybe",
        code: "12E4",
        score: 1e-5,
        flag: "UNK",
        version: -3,
        note: 'say "hi", now',
      },
      file: "images/ISIC_0000002.jpg",
    });
  });

  test("derives one site from old and new columns, and none where two would fit", async () => {
    const rows = [
      ["ISIC_0000001", "head/neck", "", "Head and neck"],
      ["ISIC_0000002", "", "Lower extremity", "Lower extremity"],
      ["ISIC_0000003", "lateral torso", "", "Trunk"],
      ["ISIC_0000004", "palms/soles", "", undefined],
      ["ISIC_0000005", "", "Elsewhere", "Elsewhere"],
      ["ISIC_0000006", "", "", undefined],
    ] as const;
    const folder = await temporaryFolder({
      "metadata.csv": `isic_id,anatom_site_general,anatom_site_1\n${rows.map((row) => row.slice(0, 3).join(",")).join("\n")}`,
      ...Object.fromEntries(rows.map(([id]) => [`${id}.jpg`, image])),
    });
    const archive = await opened(folder);
    expect(rows.map(([id]) => archive.record(id).site)).toEqual(rows.map((row) => row[3]));
    expect(archive.record("ISIC_0000004").anatom_site_general).toBe("palms/soles");
  });

  test("groups by patient, else lesion, and the two cannot collide", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "isic_id,patient_id,lesion_id\nISIC_0000001,X,Y\nISIC_0000002,,X\nISIC_0000003,,\n",
      "ISIC_0000001.jpg": image,
      "ISIC_0000002.jpg": image,
      "ISIC_0000003.jpg": image,
    });
    const archive = await opened(folder);
    const groups = (await keysOf(archive)).map((key) => archive.record(key).group);
    expect(groups).toEqual(["patient:X", "lesion:X", undefined]);
  });

  test("rows without a file and files without a row are counted with examples", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "isic_id,sex\nISIC_0000001,male\nISIC_0000001,female\nISIC_0000008,male\nISIC_0000009,male\n",
      "images/ISIC_0000001.jpg": image,
      "images/ISIC_0000005.jpg": image,
    });
    const archive = await opened(folder);
    expect(archive.warnings).toEqual([
      "metadata.csv: 2 rows (ISIC_0000008, ISIC_0000009) without an image file",
      "metadata.csv: 1 row (ISIC_0000001) of an image that had one already: the first counts",
      "1 image file (ISIC_0000005) without a row in metadata.csv",
    ]);
    expect(archive.record("ISIC_0000001").sex).toBe("male");
    expect(archive.record("ISIC_0000005")).toEqual({ isic_id: "ISIC_0000005", file: "images/ISIC_0000005.jpg" });
  });

  test("one stem in two folders: distinct keys that depend on the paths alone, and a warning", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "isic_id,sex\nISIC_0000001,male\n",
      "a/ISIC_0000001.jpg": image,
      "b/ISIC_0000001.jpg": image,
      "b/ISIC_0000001.png": image,
    });
    const archive = await opened(folder);
    expect(await keysOf(archive)).toEqual(["ISIC_0000001", "b/ISIC_0000001", "b/ISIC_0000001.png"]);
    expect(archive.record("ISIC_0000001").file).toBe("a/ISIC_0000001.jpg");
    expect(archive.record("b/ISIC_0000001.png").file).toBe("b/ISIC_0000001.png");
    expect(archive.warnings[0]).toMatch(/^2 images \(b\/ISIC_0000001\.jpg is b\/ISIC_0000001, /);
  });

  test("keys come by UTF-16 code units, ranges are inclusive, and any range is listed alone", async () => {
    const names = ["ISIC_0000001", "ISIC_0000002", "ISIC_0000010", "Z", "a", "\u{1F600}", "\uFFE6"];
    const folder = await temporaryFolder({
      "metadata.csv": `isic_id\n${names.join("\n")}`,
      ...Object.fromEntries(names.map((name) => [`images/${name}.jpg`, image])),
    });
    const archive = await opened(folder);
    expect(await keysOf(archive)).toEqual(names.toSorted());
    const some = await entriesOf(archive, { first: "ISIC_0000002", last: "Z" });
    expect(some.map(({ key }) => key)).toEqual(["ISIC_0000002", "ISIC_0000010", "Z"]);
    expect(await entriesOf(archive, { first: "b", last: "c" })).toEqual([]);
  });

  test("more images than one look at the file system takes, each once and in order", async () => {
    const names = Array.from({ length: 700 }, (_, index) => `ISIC_${String(index).padStart(7, "0")}`);
    const folder = await temporaryFolder(Object.fromEntries(names.map((name) => [`${name}.jpg`, "x"])));
    const archive = await opened(folder);
    expect(archive.format).toBe("isic");
    expect(archive.size).toBe(700);
    expect(await keysOf(archive)).toEqual(names);
  });
});

test("the masks that lesion phantom writes into truth/ are no images", async () => {
  const folder = await temporaryFolder({
    "metadata.csv": "isic_id\nISIC_0000001\n",
    "images/ISIC_0000001.jpg": image,
    "truth/masks/ISIC_0000001.png": image,
  });
  const archive = await opened(folder);
  expect(await keysOf(archive)).toEqual(["ISIC_0000001"]);
  expect(archive.warnings).toEqual(["1 segmentation masks or superpixels left out"]);
});

describe("a challenge's tables", () => {
  test("ISIC 2019: truth and metadata are joined, also for names that end in _downsampled", async () => {
    const folder = await temporaryFolder({
      "ISIC_2019_Training_GroundTruth.csv": "image,MEL,NV\nISIC_0000001,0.0,1.0\nISIC_0000002_downsampled,1.0,0.0\n",
      "ISIC_2019_Training_Metadata.csv":
        "image,age_approx,anatom_site_general,lesion_id,sex\nISIC_0000001,55,anterior torso,,female\nISIC_0000002_downsampled,30,,BCN_1,\n",
      "ISIC_2019_Training_Input/ISIC_0000001.jpg": image,
      "ISIC_2019_Training_Input/ISIC_0000002_downsampled.jpg": image,
      "ISIC_2019_Training_Input/ISIC_0000001_superpixels.png": image,
    });
    const archive = await opened(folder);
    expect(archive.format).toBe("isic");
    expect(archive.warnings).toEqual(["1 segmentation masks or superpixels left out"]);
    expect(archive.record("ISIC_0000001")).toMatchObject({ age_approx: 55, site: "Trunk", extra: { MEL: 0, NV: 1 } });
    expect(archive.record("ISIC_0000002_downsampled")).toMatchObject({
      isic_id: "ISIC_0000002",
      group: "lesion:BCN_1",
      extra: { MEL: 1, NV: 0 },
    });
  });

  test("MILK10k: a truth by lesion reaches each of its images, a coarse site keeps its finer word", async () => {
    const folder = await temporaryFolder({
      "MILK10k_Training_Metadata.csv":
        "lesion_id,image_type,isic_id,site,MONET_hair\nIL_1,dermoscopic,ISIC_0000001,foot,0.5\nIL_1,clinical: close-up,ISIC_0000002,trunk,0.25\n",
      "MILK10k_Training_GroundTruth.csv": "lesion_id,BCC,NV\nIL_1,1.0,0.0\n",
      "ISIC_0000001.jpg": image,
      "ISIC_0000002.jpg": image,
    });
    const archive = await opened(folder);
    expect(archive.warnings).toEqual([]);
    expect(archive.record("ISIC_0000001")).toMatchObject({
      site: "Lower extremity",
      extra: { site: "foot", MONET_hair: 0.5, BCC: 1, NV: 0 },
    });
    expect(archive.record("ISIC_0000002")).toMatchObject({ site: "Trunk", extra: { MONET_hair: 0.25, BCC: 1, NV: 0 } });
  });
});
