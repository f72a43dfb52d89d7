const named: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text for an element or an attribute of HTML or SVG. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => named[character]);
}
