import type { KnownConcept } from "../api/concepts.ts";

interface SuggestionsProps {
  id: string;
  suggestions: readonly KnownConcept[];
  /** Index of the one that Enter takes; -1 for what was written. */
  active: number;
  negative: boolean;
  onPick: (name: string) => void;
}

/** The concepts that fit what was written, each with its group. */
export function Suggestions({ id, suggestions, active, negative, onPick }: SuggestionsProps) {
  return (
    <ul id={id} class="suggestions" role="listbox" aria-label="Concepts" hidden={suggestions.length === 0}>
      {suggestions.map(({ name, group }, index) => (
        <li
          key={name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(name);
          }}
        >
          <span>
            {negative && <span class="muted">without </span>}
            {name}
          </span>
          <span class="suggestion-group">{group}</span>
        </li>
      ))}
    </ul>
  );
}
