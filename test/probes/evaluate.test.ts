import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { evaluationReportSchema, probeReportSchema } from "@lesion-atlas/analysis";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { runLesion } from "../support/lesion-command.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-evaluate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const home = { home: folder };
const last = (stdout: string) => JSON.parse(stdout.trim().split("\n").at(-1)!);

describe("the demo plan, on what the repository ships", () => {
  test("indexes, evaluates both settings on both splits, and draws them", async () => {
    const out = join(folder, "out");
    const run = await runLesion(["evaluate", resolve("examples/evaluations/demo.json"), "--out", out, "--json"], home);
    expect(run.code, run.stderr).toBe(0);
    const report = evaluationReportSchema.parse(last(run.stdout).report);
    expect(report.rows.map(({ setting, split }) => `${setting} ${split}`)).toEqual([
      "zero-shot leak-free",
      "probe leak-free",
      "zero-shot published",
      "probe published",
    ]);
    expect(report.rows[1].leaking).toBe(0);
    expect(report.rows[3].leaking).toBeGreaterThan(0);
    expect(report.rows[1].balanced_accuracy.value).toBeGreaterThan(0.4);
    expect(evaluationReportSchema.parse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")))).toEqual(report);
    expect(readFileSync(join(out, "plot.svg"), "utf8")).toContain("zero-shot, leak-free");
    expect(await sharp(join(out, "plot.png")).metadata()).toMatchObject({ format: "png" });
  });

  test("a probe is fitted, listed, shown, asked, exported and deleted", async () => {
    const html = join(folder, "report.html");
    const fit = await runLesion(
      ["probe", "fit", "kind", "--label", "image_type", "--c", "1", "--resamples", "100", "--html", html, "--json"],
      home,
    );
    expect(fit.code, fit.stderr).toBe(0);
    const report = probeReportSchema.parse(last(fit.stdout).report);
    expect(report).toMatchObject({ name: "kind", version: 1, leak: { leaking: 0 } });
    expect(report.metrics.auroc.value).toBeGreaterThan(0.9);
    expect(report.confounders.map(({ artefact }) => artefact)).toEqual(["ruler", "ink", "hair", "gel"]);
    const page = readFileSync(html, "utf8");
    expect(page).toContain("<svg");
    expect(page).not.toMatch(/<script|src=|href=|url\(/);
    expect(page).toContain("not a medical device");

    const { probes } = JSON.parse((await runLesion(["probe", "list", "--json"], home)).stdout);
    expect(probes).toMatchObject([{ name: "kind", version: 1, leak_share: 0 }]);
    const predicted = await runLesion(["probe", "predict", "kind", "ISIC_0000001", "--json"], home);
    expect(JSON.parse(predicted.stdout)).toMatchObject({ probe: "kind@1", results: [{ image: "ISIC_0000001" }] });
    const written = await runLesion(
      ["classify", "--probe", "kind", "--query", "image_type:dermoscopic", "--write", "guess", "--json"],
      home,
    );
    expect(JSON.parse(written.stdout).results.length).toBeGreaterThan(400);
    const refused = await runLesion(["probe", "fit", "again", "--label", "fields.guess"], home);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("was written by a classifier");
    const exported = join(folder, "probe.json");
    await runLesion(["probe", "export", "kind", exported], home);
    expect(JSON.parse(readFileSync(exported, "utf8"))).toMatchObject({ format: "lesion-atlas-probe", version: 1 });
    expect((await runLesion(["probe", "export", "kind", join(folder, "probe.onnx")], home)).code).toBe(0);
    expect(readFileSync(join(folder, "probe.onnx")).length).toBeGreaterThan(1000);
    const shown = await runLesion(["probe", "show", "kind@1"], home);
    expect(shown.stdout).toContain("Leakage: 0 of");
    expect((await runLesion(["probe", "delete", "kind"], home)).code).toBe(0);
    expect((await runLesion(["probe", "show", "kind"], home)).stderr).toContain("there is no probe kind");
  });
});
