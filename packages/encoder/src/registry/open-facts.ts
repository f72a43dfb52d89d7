import { type RegisteredModel, commitPattern } from "./manifest-schema.ts";

/**
 * What of an entry nobody has checked against its source, each a sentence; empty when all of it is verified.
 *
 * A file without a SHA-256 counts: the first pull records it.
 */
export function openFacts({ source, unverified }: RegisteredModel): string[] {
  const facts = unverified.length > 0 ? [`not verified: ${unverified.join(", ").replaceAll("_", " ")}`] : [];
  if (source.kind === "shipped") return facts;
  if (!commitPattern.test(source.revision)) {
    facts.push(`revision ${source.revision} is no commit: the first pull pins the one that it gets`);
  }
  const open = source.files.filter(({ sha256 }) => sha256 === undefined).map(({ name }) => name);
  if (open.length > 0) facts.push(`no SHA-256 known of ${open.join(", ")}: the first pull records it`);
  return facts;
}
