/** `node figures/presence.ts [--shared FOLDER]`: what presence is worth, in docs/presence.md. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { conceptLibrary, requireConcept } from "@lesion-atlas/analysis";
import type { StoredImage } from "@lesion-atlas/core";
import { indexForFigures } from "./index-for-figures.ts";
import { type Labels, labelsOf, phantomLabels } from "./labels.ts";
import { readMeasures } from "./measures.ts";
import { openProduct } from "./open-product.ts";
import { drawPhantoms, phantomSets } from "./phantom-rows.ts";
import { conceptOfQuery } from "./presence/concept-of-query.ts";
import { conceptScores } from "./presence/concept-scores.ts";
import { measurePresence } from "./presence/measure-presence.ts";
import { splitGroups } from "./presence/near-duplicate-groups.ts";
import { type PresenceSet, withPresenceTables } from "./presence/presence-table.ts";
import { inArchive } from "./scores.ts";
import { readTable } from "./tables.ts";

const { values } = parseArgs({ options: { shared: { type: "string" } } });
const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const shared = values.shared ?? path("../shared");
const scratch = path(".figures");
const say = (line: string) => process.stderr.write(`${line}\n`);
mkdirSync(scratch, { recursive: true });
const product = await openProduct(path("models/demo"), scratch);
const measures = readMeasures();
const library = conceptLibrary();
const sets: PresenceSet[] = [];

await realSet("isic2017-sample", "structure", "ISIC 2017 sample, structures rated by experts", [
  "archives/isic2017-sample/metadata.csv",
]);
await realSet("isic-milk10k-sample", "monet", "MILK10k sample, top fifth of MONET's published scores", [
  "training/test-labels.csv",
]);
for (const set of phantomSets) {
  const name = `phantoms-${set.style}`;
  const folder = join(scratch, name);
  await drawPhantoms(folder, set, say);
  const truth = readTable(join(folder, "truth", "concepts.csv"))!;
  const queries = measures.phantom_queries.map((query) => ({ text: query.text, labels: phantomLabels(query, truth) }));
  await measureSet(name, folder, `Phantoms of style ${set.style}`, queries);
}
await product.close();
const document = path("docs/presence.md");
writeFileSync(document, withPresenceTables(readFileSync(document, "utf8"), sets));
say("wrote docs/presence.md");

async function realSet(name: string, group: string, title: string, tables: readonly string[]): Promise<void> {
  const rows = readTable(join(shared, tables[0]))!;
  const queries = measures.queries
    .filter((query) => query.group === group || (group === "monet" && query.group === "hair"))
    .map((query) => ({ text: query.text, labels: labelsOf(query.label, rows) }));
  await measureSet(name, join(shared, "archives", name), title, queries);
}

async function measureSet(
  name: string,
  location: string,
  title: string,
  queries: readonly { text: string; labels: Labels }[],
): Promise<void> {
  const { archive } = await indexForFigures(product, name, location, () => {});
  await archive.close();
  const images: StoredImage[] = [];
  for await (const image of product.store.scan({ filter: inArchive(name), vectors: true })) images.push(image);
  const groups = splitGroups(images);
  say(`${name}: ${images.length} images in ${new Set(groups.values()).size} groups`);
  const concepts = [];
  for (const { text, labels } of queries) {
    const concept = requireConcept(library, conceptOfQuery(text));
    const scores = await conceptScores(product.encoder, concept);
    const cases = images.filter(({ record }) => labels.has(record.key));
    concepts.push(
      measurePresence({
        concept: concept.name,
        positive: cases.map(({ record }) => labels.get(record.key)!),
        groups: cases.map(({ record }) => groups.get(record.key)!),
        margins: cases.map(({ vector }) => scores.margin(vector!)),
        cosines: cases.map(({ vector }) => scores.cosine(vector!)),
        monets: cases.map(({ vector }) => scores.monet(vector!)),
      }),
    );
    say(`${name}: ${concept.name}`);
  }
  sets.push({ title, images: images.length, concepts });
}
