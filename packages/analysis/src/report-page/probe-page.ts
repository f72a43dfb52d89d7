import type { ProbeReport } from "../probe/report/probe-report.ts";
import { confusionPlot } from "./confusion-plot.ts";
import { curvesSection } from "./curves-section.ts";
import { escapeText } from "./escape.ts";
import { factList } from "./fact-list.ts";
import { type ForestRow, forestFigure, labelWidthOf } from "./forest-plot.ts";
import { formatEstimate, formatShare } from "./format-numbers.ts";
import { htmlTable } from "./html-table.ts";
import { leakSection } from "./leak-section.ts";
import { pageStyle } from "./page-style.ts";
import { reliabilityPlot } from "./reliability-plot.ts";

/** The report of a probe as one page of HTML that loads nothing: no script, no font, no picture from elsewhere. */
export function probePage(report: ProbeReport): string {
  const title = report.version === undefined ? report.name : `${report.name}, version ${report.version}`;
  const sections = [
    header(report, title),
    warnings(report),
    headline(report),
    leakSection(report),
    classes(report),
    calibration(report),
    curvesSection(report),
    subgroups(report),
    confounders(report),
    facts(report),
  ];
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escapeText(title)}</title><style>${pageStyle}</style></head><body><main>${sections.join("")}` +
    `<footer>${escapeText(report.notice)}</footer></main></body></html>\n`
  );
}

function header({ labels, model, split, fitted_at, training, test }: ProbeReport, title: string): string {
  const kinds = {
    grouped: "a grouped split",
    random: "a random split",
    fixed: "a fixed split",
    column: "a column's split",
  };
  const source = split.source === undefined ? "" : ` (${split.source})`;
  return `<h1>${escapeText(title)}</h1><p class="soft">${escapeText(
    `Linear probe on ${labels.source}, ${labels.classes.length} classes, vectors of the model ${model.id}. ` +
      `${training.images} images to train and ${test.images} to test under ${kinds[split.kind]}${source}. ${fitted_at.slice(0, 10)}.`,
  )}</p>`;
}

function warnings({ warnings: lines }: ProbeReport): string {
  if (lines.length === 0) return "";
  return `<section class="warnings"><h2>Read this first</h2><ul>${lines.map((line) => `<li>${escapeText(line)}</li>`).join("")}</ul></section>`;
}

function headline({ metrics, baselines, random_split, labels, split, solver }: ProbeReport): string {
  const tile = (name: string, words: string) =>
    `<div class="tile">${name}<b>${words.split(" (")[0]}</b><span class="soft">${
      words.includes("(") ? escapeText(words.slice(words.indexOf("(") + 1, -1)) : "no interval"
    }</span></div>`;
  const rows: ForestRow[] = [
    { label: `this probe (${solver.name})`, estimate: metrics.balanced_accuracy, strong: true },
    ...baselines.map(({ name, balanced_accuracy }) => ({ label: name, estimate: balanced_accuracy })),
    ...(random_split && split.kind !== "random"
      ? [
          {
            label: `under a random split, ${formatShare(random_split.share)} leak`,
            estimate: random_split.balanced_accuracy,
          },
        ]
      : []),
  ];
  const chance = labels.multi_label ? 0.5 : 1 / labels.classes.length;
  return (
    `<h2>How good it is</h2><div class="tiles">${[
      tile("Balanced accuracy", formatEstimate(metrics.balanced_accuracy)),
      tile("Accuracy", formatEstimate(metrics.accuracy)),
      tile("Mean AUROC", formatEstimate(metrics.auroc)),
      tile("Average precision", formatEstimate(metrics.average_precision)),
    ].join("")}</div>` +
    `<p class="soft">On ${metrics.n} test images of ${metrics.groups} groups; 95 % intervals by bootstrap over groups.</p>` +
    `<h3>Balanced accuracy beside simple classifiers</h3>${forestFigure("Balanced accuracy of the probe and baselines", rows, { reference: chance })}` +
    `<p class="soft">The dashed line is chance.</p>`
  );
}

function classes({ metrics, labels }: ProbeReport): string {
  const rows = metrics.classes.map(({ class: name, n, auroc }) => ({
    label: name,
    estimate: auroc,
    n,
    without: "no figure",
  }));
  const at = (name: (typeof metrics.classes)[number]) =>
    name.sensitivity_at_specificity.find(({ specificity }) => specificity === 0.9);
  const table = htmlTable(
    ["class", "n", "sensitivity", "specificity", "precision", "average precision", "sensitivity at specificity 0.9"],
    metrics.classes.map((one) => [
      one.class,
      String(one.n),
      ...[one.sensitivity, one.specificity, one.precision, one.average_precision, at(one) ?? null].map((estimate) =>
        formatEstimate(estimate, 2),
      ),
    ]),
  );
  const confusion = metrics.confusion ? `<h3>Confusion</h3>${confusionPlot(labels.classes, metrics.confusion)}` : "";
  return `<h2>Classes</h2><h3>AUROC of each class against the rest</h3>${forestFigure("AUROC of each class", rows, { reference: 0.5 })}${table}${confusion}`;
}

function calibration({ metrics }: ProbeReport): string {
  return (
    `<h2>Calibration</h2><p>Expected calibration error ${formatEstimate(metrics.ece)}; Brier score ${formatEstimate(metrics.brier)}.</p>` +
    `${reliabilityPlot(metrics.reliability)}<p class="soft">On the dashed line the probe is right as often as it says.</p>`
  );
}

function subgroups({ subgroups: all }: ProbeReport): string {
  const rowOf = ({ value, n, enough, balanced_accuracy }: (typeof all)[number]): ForestRow => ({
    label: value ?? "not said",
    n,
    estimate: balanced_accuracy,
    without: enough ? "no figure" : "not enough data",
  });
  const labelWidth = labelWidthOf(all.map(rowOf));
  const parts = [...new Set(all.map(({ by }) => by))].map((by) => {
    const rows = all.filter((one) => one.by === by).map(rowOf);
    return `<h3>${escapeText(by.replaceAll("_", " "))}</h3>${forestFigure(`Balanced accuracy by ${by}`, rows, { labelWidth })}`;
  });
  return `<h2>Subgroups: balanced accuracy</h2><p class="soft">Over the classes that a subgroup has, so subgroups with other classes are not comparable. Under 20 images nothing is told.</p>${parts.join("")}`;
}

function confounders({ confounders: all, labels }: ProbeReport): string {
  const told = all.filter(({ column }) => column !== null);
  const missing = all.filter(({ column }) => column === null).map(({ artefact }) => artefact);
  const table = htmlTable(
    ["artefact (column or tags)", "n", ...labels.classes],
    told.map(({ artefact, column, n, classes: crossed }) => [
      artefact.startsWith(`${column} `) ? artefact : `${artefact} (${column})`,
      String(n),
      ...crossed.map(
        ({ share, auroc }) => `${share === null ? "–" : share.toFixed(2)} / ${auroc === null ? "–" : auroc.toFixed(2)}`,
      ),
    ]),
  );
  return (
    `<h2>What goes with the label</h2><p class="soft">Share of a class's images that have it / AUROC of it for the class; 0.50 is no link. Over all labelled images.</p>` +
    `${told.length > 0 ? table : ""}${missing.length > 0 ? `<p>No column or tag tells of ${escapeText(missing.join(", "))}.</p>` : ""}`
  );
}

function facts({ model, labels, split, solver, training, test }: ProbeReport): string {
  const license = `${training.license.strictest ?? "none said"}${training.license.unstated > 0 ? `, ${training.license.unstated} images say none` : ""}`;
  const chosen = solver.cross_validation
    ? `, chosen from ${solver.cross_validation.map(({ C, loss }) => `${C} (loss ${loss.toFixed(3)})`).join(", ")} by grouped cross-validation on the training part`
    : "";
  const joins = Object.entries(split.joins).map(([kind, count]) => `${kind.replaceAll("_", " ")} ${count}`);
  return `<h2>Facts</h2>${factList([
    ["model", `${model.id}, ${model.dimensions} dimensions, licence ${model.license ?? "not said"}`],
    ["fingerprint", model.fingerprint],
    [
      "solver",
      `${solver.name}${solver.C === undefined ? "" : `, C ${solver.C}${chosen}`}${solver.class_weight === undefined ? "" : `; class weights ${solver.class_weight}`}; seed ${solver.seed}`,
    ],
    ["labelled images", `${labels.images}, ${labels.unlabelled} without a label left out`],
    ["groups", `${split.groups}, the largest of ${split.largest_group}; joins: ${joins.join(", ")}`],
    [
      "train / val / test",
      [split.train, split.val, split.test]
        .map(({ images, groups }) => `${images} images of ${groups} groups`)
        .join(" / "),
    ],
    ["licence of the training images", license],
    ["training ids, SHA-256", training.ids_sha256],
    ["test ids, SHA-256", test.ids_sha256],
  ])}`;
}
