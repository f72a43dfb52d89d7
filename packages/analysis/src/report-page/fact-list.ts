import { escapeText } from "./escape.ts";

/** Facts with their names, a line each; long ones wrap. */
export function factList(facts: readonly (readonly [name: string, fact: string])[]): string {
  const lines = facts.map(([name, fact]) => `<div><dt>${escapeText(name)}</dt><dd>${escapeText(fact)}</dd></div>`);
  return `<dl class="facts">${lines.join("")}</dl>`;
}
