import type { AskedConcept } from "../address/view.ts";
import { Icon } from "../frame/icons.tsx";

interface ConceptChipProps {
  concept: AskedConcept;
  /** Undefined to remove it. */
  onChange: (concept: AskedConcept | undefined) => void;
}

/** A concept that is asked for; its name turns it into its absence and back. */
export function ConceptChip({ concept, onChange }: ConceptChipProps) {
  const { name, weight } = concept;
  const isAbsence = weight < 0;
  const amount = Math.abs(weight) === 1 ? "" : ` × ${Math.abs(weight)}`;
  const turn = isAbsence ? `Ask for ${name}` : `Ask for no ${name}`;
  return (
    <span class={isAbsence ? "chip chip-absence" : "chip"}>
      <button
        type="button"
        class="chip-name"
        title={turn}
        aria-label={turn}
        onClick={() => onChange({ name, weight: -weight })}
      >
        {isAbsence && <span class="chip-sign">no</span>}
        {name}
        {amount}
      </button>
      <button type="button" class="chip-remove" aria-label={`Remove ${name}`} onClick={() => onChange(undefined)}>
        <Icon name="close" size={14} />
      </button>
    </span>
  );
}
