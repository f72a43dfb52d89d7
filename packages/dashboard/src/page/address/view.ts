import type { Scalar } from "../filters/filter-json.ts";

/** A concept as it is asked for; a weight below 0 asks for its absence. */
export interface AskedConcept {
  name: string;
  weight: number;
}

/** A value that was picked in a facet; `null` means that the image has none. */
export interface Pick {
  field: string;
  value: Scalar | null;
}

/** Everything that the address says: what is asked, how it is narrowed and which image is open. */
export interface View {
  concepts: readonly AskedConcept[];
  /** Id of the stored image whose like is asked for. */
  like?: string;
  /** Whether the like of a photograph is asked for that the person gave, and that only this tab holds. */
  photo?: boolean;
  picks: readonly Pick[];
  /** Smallest presence. */
  cut?: number;
  /** Id of the image that is open. */
  image?: string;
}

/** The view that an address's query says; what it cannot read it leaves out. */
export function readView(query: string): View {
  const parameters = new URLSearchParams(query);
  const cut = Number(parameters.get("cut"));
  return {
    concepts: parameters.getAll("c").flatMap(readConcept),
    like: parameters.get("like") ?? undefined,
    photo: parameters.has("photo") || undefined,
    picks: parameters.getAll("f").flatMap(readPick),
    cut: cut > 0 && cut < 1 ? cut : undefined,
    image: parameters.get("image") ?? undefined,
  };
}

/** The address's query for a view, empty for the start page. */
export function writeView({ concepts, like, photo, picks, cut, image }: View): string {
  const parameters = new URLSearchParams();
  for (const { name, weight } of concepts) parameters.append("c", weight === 1 ? name : `${name}:${weight}`);
  if (like !== undefined) parameters.set("like", like);
  if (photo) parameters.set("photo", "1");
  for (const { field, value } of picks) {
    parameters.append("f", typeof value === "string" ? `${field}:${value}` : `${field}=${JSON.stringify(value)}`);
  }
  if (cut !== undefined) parameters.set("cut", String(cut));
  if (image !== undefined) parameters.set("image", image);
  const query = parameters.toString();
  return query === "" ? "" : `?${query}`;
}

function readConcept(text: string): AskedConcept[] {
  const [, name, weight] = /^(.*?)(?::(-?\d+(?:\.\d+)?))?$/s.exec(text)!;
  if (name.trim() === "" || Number(weight) === 0) return [];
  return [{ name: name.trim(), weight: weight === undefined ? 1 : Number(weight) }];
}

function readPick(text: string): Pick[] {
  const [, field, separator, value] = /^([\w.-]+)([:=])(.*)$/s.exec(text) ?? [];
  if (field === undefined) return [];
  if (separator === ":") return [{ field, value }];
  try {
    return [{ field, value: JSON.parse(value) }];
  } catch {
    return [];
  }
}
