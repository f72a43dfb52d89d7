/** Puts a TAB before a cell that a spreadsheet would take for a formula, as the ISIC Archive's own exports do. */
export function escapeFormula(cell: string): string {
  return /^[=+\-@]/.test(cell) ? `\t${cell}` : cell;
}
