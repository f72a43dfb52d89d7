import { existsSync } from "node:fs";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { keysOf, opened } from "../support/opened.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const shared = fileURLToPath(new URL("../../../../../shared", import.meta.url));
const absent = !existsSync(join(shared, "archives"));
const named = (name: string) => (absent ? `${name} (skipped: ../shared is not here)` : name);

describe("the real samples, by auto", () => {
  test.skipIf(absent)(named("ISIC download of MILK10k: 800 images"), async () => {
    const archive = await opened(join(shared, "archives/isic-milk10k-sample"));
    expect([archive.format, archive.size, archive.warnings]).toEqual(["isic", 800, []]);
    expect(archive.record("ISIC_0084958")).toEqual({
      isic_id: "ISIC_0084958",
      attribution: "MILK study team",
      copyright_license: "CC-BY-NC",
      age_approx: 60,
      anatom_site_general: "head/neck",
      site: "Head and neck",
      concomitant_biopsy: true,
      diagnosis_1: "Malignant",
      diagnosis_2: "Malignant melanocytic proliferations (Melanoma)",
      diagnosis_3: "Melanoma metastasis",
      diagnosis_confirm_type: "histopathology",
      image_manipulation: "altered",
      image_type: "clinical: close-up",
      lesion_id: "IL_8460509",
      melanocytic: true,
      sex: "male",
      group: "lesion:IL_8460509",
      file: "images/ISIC_0084958.jpg",
    });
    const records = (await keysOf(archive)).map((key) => archive.record(key));
    expect(new Set(records.map(({ group }) => group)).size).toBe(400);
    expect(records.filter(({ site }) => site === undefined)).toHaveLength(268);
    expect(records.every(({ extra }) => extra === undefined)).toBe(true);
  });

  test.skipIf(absent)(named("HAM10000: 712 images"), async () => {
    const archive = await opened(join(shared, "archives/ham10000-sample"));
    expect([archive.format, archive.size, archive.warnings]).toEqual(["ham10000", 712, []]);
    const records = (await keysOf(archive)).map((key) => archive.record(key));
    expect(records.filter(({ diagnosis_3 }) => diagnosis_3 === "Melanoma, NOS")).toHaveLength(145);
    expect(records.filter(({ site }) => site === undefined)).toHaveLength(12);
    expect(new Set(records.map(({ group }) => group)).size).toBe(589);
    expect(
      records.every(
        ({ diagnosis_confirm_type, sex, extra }) => diagnosis_confirm_type && extra?.dx && sex !== "unknown",
      ),
    ).toBe(true);
  });

  test.skipIf(absent)(named("PAD-UFES-20: 60 PNG"), async () => {
    const archive = await opened(join(shared, "archives/pad-ufes-20-sample"));
    expect([archive.format, archive.size, archive.warnings]).toEqual(["pad-ufes-20", 60, []]);
    const records = (await keysOf(archive)).map((key) => archive.record(key));
    expect(records.every(({ site, diagnosis, age_approx }) => site && diagnosis && age_approx !== undefined)).toBe(
      true,
    );
    expect(new Set(records.map(({ group }) => group)).size).toBe(58);
    expect(records.filter(({ fitzpatrick_skin_type }) => fitzpatrick_skin_type === "II")).toHaveLength(16);
  });

  test.skipIf(absent)(named("ISIC 2017: 480 images with five structures"), async () => {
    const archive = await opened(join(shared, "archives/isic2017-sample"));
    expect([archive.format, archive.size, archive.warnings]).toEqual(["isic", 480, []]);
    const records = (await keysOf(archive)).map((key) => archive.record(key));
    const streaks = records.reduce((sum, { extra }) => sum + (extra?.streaks as number), 0);
    expect(streaks).toBe(69);
    expect(records.filter(({ site }) => site === "Trunk")).toHaveLength(170);
  });
});

describe("the challenges' own tables", () => {
  async function challenge(tables: readonly string[], names: readonly string[]) {
    const folder = await temporaryFolder(
      Object.fromEntries(names.map((name) => [`Input/${name}.jpg`, "not looked at"])),
    );
    for (const table of tables) await copyFile(join(shared, "tables", table), join(folder, table));
    return opened(folder);
  }

  test.skipIf(absent)(named("ISIC 2017"), async () => {
    const archive = await challenge(
      ["ISIC-2017_Training_Data_metadata.csv", "ISIC-2017_Training_Part3_GroundTruth.csv"],
      ["ISIC_0000000"],
    );
    expect(archive.record("ISIC_0000000")).toEqual({
      isic_id: "ISIC_0000000",
      age_approx: 55,
      sex: "female",
      extra: { melanoma: 0, seborrheic_keratosis: 0 },
      file: "Input/ISIC_0000000.jpg",
    });
  });

  test.skipIf(absent)(named("ISIC 2019 and 2020"), async () => {
    const archive2019 = await challenge(
      ["ISIC_2019_Training_GroundTruth.csv", "ISIC_2019_Training_Metadata.csv"],
      ["ISIC_0000000"],
    );
    expect(archive2019.record("ISIC_0000000")).toMatchObject({
      age_approx: 55,
      site: "Trunk",
      sex: "female",
      extra: { NV: 1, MEL: 0, target: 0 },
    });
    const archive2020 = await challenge(
      ["ISIC_2020_Training_GroundTruth.csv", "ISIC_2020_Training_Duplicates.csv"],
      ["ISIC_2637011"],
    );
    expect(archive2020.record("ISIC_2637011")).toMatchObject({
      patient_id: "IP_7279968",
      age_approx: 45,
      anatom_site_general: "head/neck",
      site: "Head and neck",
      benign_malignant: "benign",
      extra: { target: 0 },
      group: "patient:IP_7279968",
    });
    expect(archive2020.warnings.join("\n")).toContain("ISIC_2020_Training_Duplicates.csv left out");
  });

  test.skipIf(absent)(named("MILK10k, with its truth by lesion"), async () => {
    const archive = await challenge(
      ["MILK10k_Training_GroundTruth.csv", "MILK10k_Training_Metadata.csv", "MILK10k_Training_Supplement.csv"],
      ["ISIC_8149219"],
    );
    expect(archive.record("ISIC_8149219")).toMatchObject({
      age_approx: 70,
      site: "Head and neck",
      lesion_id: "IL_0000652",
      copyright_license: "CC-BY-NC",
      extra: { site: "head_neck_face", skin_tone_class: 1, MONET_hair: 0.163600948676129, BCC: 1, MEL: 0 },
    });
  });

  test.skipIf(absent)(named("a real table with broken rows loses those rows only"), async () => {
    const source = join(shared, "archives/isic2017-sample/metadata.csv");
    const lines = (await readFile(source, "utf8")).trimEnd().split("\n");
    lines[10] = lines[10].split(",").slice(0, 4).join(",");
    const folder = await temporaryFolder(
      Object.fromEntries(lines.slice(1).map((line) => [`${line.slice(0, 12)}.jpg`, "not looked at"])),
    );
    await writeFile(join(folder, "metadata.csv"), lines.join("\n"));
    const archive = await opened(folder);
    expect(archive.size).toBe(480);
    expect(archive.warnings[0]).toContain("line 11: 4 cells instead of 16");
    expect(archive.record(lines[11].slice(0, 12)).diagnosis_1).toBeDefined();
  });
});
