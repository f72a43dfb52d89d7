import { describe, expect, test } from "vitest";
import { drawnImage } from "../support/drawn-image.ts";
import { keysOf, opened } from "../support/opened.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const jpeg = await drawnImage(2);
const png = await drawnImage(3, { format: "png" });

describe("HAM10000", () => {
  const classes = ["nv", "mel", "bkl", "bcc", "akiec", "vasc", "df"];
  const ids = classes.map((_, index) => `ISIC_002430${index}`);

  test("in two parts, with every class in the ISIC tree as far as all of it agrees", async () => {
    const rows = classes.map((dx, index) => `HAM_000${index},${ids[index]},${dx},histo,60.0,male,chest,vidir_modern`);
    const folder = await temporaryFolder({
      "HAM10000_metadata.csv": `lesion_id,image_id,dx,dx_type,age,sex,localization,dataset\n${rows.join("\n")}\n`,
      ...Object.fromEntries(ids.map((id, index) => [`HAM10000_images_part_${1 + (index % 2)}/${id}.jpg`, jpeg])),
      "HAM10000_segmentations_lesion_tschandl/ISIC_0024300_segmentation.png": png,
    });
    const archive = await opened(folder);
    expect(archive.format).toBe("ham10000");
    expect(await keysOf(archive)).toEqual(ids);
    const tree = ids.map((id) => {
      const { diagnosis_1, diagnosis_2, diagnosis_3, extra } = archive.record(id);
      return [extra?.dx, diagnosis_1, diagnosis_2, diagnosis_3];
    });
    expect(tree).toEqual([
      ["nv", "Benign", "Benign melanocytic proliferations", "Nevus"],
      ["mel", "Malignant", "Malignant melanocytic proliferations (Melanoma)", "Melanoma, NOS"],
      ["bkl", "Benign", "Benign epidermal proliferations", undefined],
      ["bcc", "Malignant", "Malignant adnexal epithelial proliferations - Follicular", "Basal cell carcinoma"],
      ["akiec", undefined, undefined, undefined],
      ["vasc", "Benign", undefined, undefined],
      ["df", "Benign", "Benign soft tissue proliferations - Fibro-histiocytic", "Dermatofibroma"],
    ]);
    expect(archive.record("ISIC_0024302").file).toBe("HAM10000_images_part_1/ISIC_0024302.jpg");
    expect(archive.record("ISIC_0024302").extra).toEqual({
      dx: "bkl",
      dx_type: "histo",
      localization: "chest",
      dataset: "vidir_modern",
    });
  });

  test("what is unknown is absent, what does not fit is kept", async () => {
    const rows = [
      "HAM_1,ISIC_0024301,nv,follow_up,,unknown,unknown",
      "HAM_2,ISIC_0024302,nv,guess,old,diverse,acral",
      "HAM_3,ISIC_0024303,other,confocal,0.0,female,ear",
    ];
    const folder = await temporaryFolder({
      HAM10000_metadata: `lesion_id,image_id,dx,dx_type,age,sex,localization\n${rows.join("\n")}\n`,
      ...Object.fromEntries([1, 2, 3].map((n) => [`ISIC_002430${n}.jpg`, jpeg])),
    });
    const archive = await opened(folder);
    expect(archive.format).toBe("ham10000");
    const [first, second, third] = [1, 2, 3].map((n) => archive.record(`ISIC_002430${n}`));
    expect(first.diagnosis_confirm_type).toBe("serial imaging showing no change");
    expect([first.age_approx, first.sex, first.site]).toEqual([undefined, undefined, undefined]);
    expect(first.extra).toEqual({ dx: "nv", dx_type: "follow_up", localization: "unknown" });
    expect(second.extra).toEqual({ dx: "nv", dx_type: "guess", localization: "acral", age: "old", sex: "diverse" });
    expect(second.diagnosis_confirm_type).toBeUndefined();
    expect(third).toMatchObject({ age_approx: 0, sex: "female", site: "Head and neck", group: "lesion:HAM_3" });
    expect(third.diagnosis).toBeUndefined();
  });
});

describe("PAD-UFES-20", () => {
  test("in three parts; a lesion's number counts only with its patient", async () => {
    const folder = await temporaryFolder({
      "metadata.csv":
        "patient_id,lesion_id,smoke,age,gender,fitspatrick,region,diameter_1,diameter_2,diagnostic,grew,img_id,biopsed\n" +
        "PAT_1,9,True,41,FEMALE,3.0,FOREARM,6.0,10.0,SCC,UNK,PAT_1_9_100.png,True\n" +
        "PAT_2,9,,52,,,,,,NEV,False,PAT_2_9_200.png,False\n" +
        "PAT_3,4,,x,OTHER,9,TAIL,,,XYZ,False,PAT_3_4_300.png,False\n",
      "imgs_part_1/imgs_part_1/PAT_1_9_100.png": png,
      "imgs_part_2/PAT_2_9_200.png": png,
      "imgs_part_3/PAT_3_4_300.png": png,
    });
    const archive = await opened(folder);
    expect(archive.format).toBe("pad-ufes-20");
    expect(archive.warnings).toEqual([]);
    expect(archive.record("PAT_1_9_100")).toEqual({
      patient_id: "PAT_1",
      lesion_id: "PAT_1_9",
      attribution: "PAD-UFES-20, Federal University of Espírito Santo",
      copyright_license: "CC-BY",
      image_type: "clinical: close-up",
      diagnosis: "squamous cell carcinoma",
      diagnosis_1: "Malignant",
      diagnosis_2: "Malignant epidermal proliferations",
      diagnosis_confirm_type: "histopathology",
      melanocytic: false,
      age_approx: 41,
      sex: "female",
      fitzpatrick_skin_type: "III",
      site: "Upper extremity",
      clin_size_long_diam_mm: 10,
      extra: {
        smoke: true,
        region: "FOREARM",
        diameter_1: 6,
        diameter_2: 10,
        diagnostic: "SCC",
        grew: "UNK",
        biopsed: true,
      },
      file: "imgs_part_1/imgs_part_1/PAT_1_9_100.png",
      group: "patient:PAT_1",
    });
    const second = archive.record("PAT_2_9_200");
    expect(second).toMatchObject({ lesion_id: "PAT_2_9", diagnosis_3: "Nevus", group: "patient:PAT_2" });
    expect(second.diagnosis_confirm_type).toBeUndefined();
    expect(archive.record("PAT_3_4_300").extra).toEqual({
      age: "x",
      gender: "OTHER",
      fitspatrick: 9,
      region: "TAIL",
      diagnostic: "XYZ",
      grew: false,
      biopsed: false,
    });
  });
});

describe("any folder", () => {
  test("without a table the parent folder is the label; keys are paths", async () => {
    const folder = await temporaryFolder({
      "train/benign/1.jpg": jpeg,
      "test/benign/1.jpg": jpeg,
      "test/malignant/2.PNG": png,
      "images/3.jpg": jpeg,
      "4.jpg": jpeg,
      "notes.txt": "no image",
    });
    const archive = await opened(folder);
    expect(archive.format).toBe("folder");
    expect(archive.warnings).toEqual([]);
    const records = (await keysOf(archive)).map((key) => [key, archive.record(key).extra]);
    expect(Object.fromEntries(records)).toEqual({
      "4": undefined,
      "images/3": { folder: "images" },
      "test/benign/1": { folder: "test/benign", label: "benign" },
      "test/malignant/2": { folder: "test/malignant", label: "malignant" },
      "train/benign/1": { folder: "train/benign", label: "benign" },
    });
  });

  test.each([
    ["file", "a/one.jpg", "b/two.png"],
    ["Image ID", "one", "two"],
    ["filename", "one.jpg", "two.png"],
    ["image_path", "./a/one.jpg", "b\\two.png"],
    ["id", "one", "two"],
    ["isic_number;img_id", "7;one", "8;two"],
  ])("a table with the column %s", async (column, one, two) => {
    const separator = column.includes(";") ? ";" : ",";
    const folder = await temporaryFolder({
      "metadata.csv": [
        `${column}${separator}sex${separator}colour`,
        ...[one, two].map((name) => [name, "male", "red"].join(separator)),
      ].join("\r\n"),
      "a/one.jpg": jpeg,
      "b/two.png": png,
    });
    const archive = await opened(folder, "folder");
    expect(archive.warnings).toEqual([]);
    for (const key of ["a/one", "b/two"]) {
      expect(archive.record(key)).toMatchObject({ sex: "male", extra: { colour: "red", folder: key[0] } });
      expect(archive.record(key).extra).not.toHaveProperty("label");
    }
  });

  test("of several columns that may name the image, the one that names most counts", async () => {
    const folder = await temporaryFolder({
      "labels.csv": "id,name,colour\n1,one.jpg,red\n2,two.jpg,blue\n",
      "one.jpg": jpeg,
      "two.jpg": jpeg,
    });
    const archive = await opened(folder);
    expect(archive.record("two").extra).toEqual({ id: 2, colour: "blue" });
  });

  test("a column of a dangerous name is a column", async () => {
    const folder = await temporaryFolder({
      "metadata.csv": "file,__proto__,constructor\none.jpg,p,c\n",
      "one.jpg": jpeg,
    });
    const archive = await opened(folder);
    expect(Object.entries(archive.record("one").extra!)).toEqual([
      ["__proto__", "p"],
      ["constructor", "c"],
    ]);
  });
});
