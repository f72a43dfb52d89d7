const name = "lesion-atlas-theme";

export type Theme = "light" | "dark";

/** The theme that shows: the person's own choice, else the system's. */
export function currentTheme(): Theme {
  const chosen = localStorage.getItem(name);
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Shows and keeps a choice. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(name, theme);
  document.documentElement.style.colorScheme = theme;
}

/** Shows the choice of an earlier visit. */
export function startTheme(): void {
  if (localStorage.getItem(name) !== null) document.documentElement.style.colorScheme = currentTheme();
}
