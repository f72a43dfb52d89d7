import { formatTable } from "./table.ts";

/** One setting a line, a nested one under its path; what is absent or null is left out. */
export function settingsTable(settings: object): string {
  return formatTable([{ title: "setting" }, { title: "value" }], settingLines(settings));
}

function settingLines(settings: object, path = ""): [string, string][] {
  return Object.entries(settings).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || value === null) return [];
    if (typeof value !== "object" || Array.isArray(value)) return [[path + name, [value].flat().join("; ")]];
    return settingLines(value as object, `${path}${name}.`);
  });
}
