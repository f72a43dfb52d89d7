import { useState } from "preact/hooks";
import type { Pick } from "../address/view.ts";
import type { Facet } from "../api/facets.ts";
import { count } from "../numbers.ts";
import { fieldLabel, valueLabel } from "./field-labels.ts";

/** Values that show before the rest is asked for. */
const few = 6;

interface FacetListProps {
  facet: Facet;
  picks: readonly Pick[];
  onPicks: (picks: readonly Pick[]) => void;
}

/** The values of one field with their counts; what is missing is a value of its own. */
export function FacetList({ facet, picks, onPicks }: FacetListProps) {
  const { field, values, missing } = facet;
  const [showsAll, setShowsAll] = useState(false);
  const rows = [...values, ...(missing > 0 ? [{ value: null, count: missing }] : [])];
  const isPicked = (value: Pick["value"]) => picks.some((pick) => pick.field === field && pick.value === value);
  const shown = showsAll ? rows : rows.filter(({ value }, index) => index < few || isPicked(value));
  const toggle = (value: Pick["value"]) => {
    const others = picks.filter((pick) => pick.field !== field || pick.value !== value);
    onPicks(isPicked(value) ? others : [...picks, { field, value }]);
  };
  return (
    <fieldset class="facet">
      <legend>{fieldLabel(field)}</legend>
      {shown.map(({ value, count: images }) => (
        <label key={String(value)} class="facet-row">
          <input type="checkbox" checked={isPicked(value)} onChange={() => toggle(value)} />
          <span class={value === null ? "facet-value muted" : "facet-value"}>{valueLabel(value)}</span>
          <span class="facet-count">{count(images)}</span>
        </label>
      ))}
      {shown.length < rows.length && (
        <button type="button" class="link-button" onClick={() => setShowsAll(true)}>
          {rows.length - shown.length} more
        </button>
      )}
    </fieldset>
  );
}
