/** The known concept that each query of `training/measures.json` asks for, by the query's text. */
const names: Readonly<Record<string, string>> = {
  "purple pen marking": "pen marking",
  "ink marking": "pen marking",
  "gel or water drops": "gel",
  "pigmented lesion": "pigmented",
  "regular pigment network": "typical pigment network",
  "irregular pigment network": "atypical pigment network",
  regression: "regression structures",
};

/** @returns a name of `concepts.json` */
export function conceptOfQuery(text: string): string {
  return names[text] ?? text;
}
