import { useState } from "preact/hooks";
import type { ChangeView } from "../address/use-view.ts";
import type { View } from "../address/view.ts";
import { Icon } from "../frame/icons.tsx";
import { useAnswer } from "../use-answer.ts";
import { FacetList } from "./facet-list.tsx";
import { facetsUnder } from "./facets-under.ts";
import { PresencePanel } from "./presence-panel.tsx";

interface FiltersProps {
  view: View;
  /** Whether words alone are asked: a presence there is only of words. */
  hasPresence: boolean;
  /** How many pass, once it is counted. */
  matching?: number;
  onChange: ChangeView;
}

/** The presence slider and the facets: beside the images, or on a phone behind a button. */
export function Filters({ view, hasPresence, matching, onChange }: FiltersProps) {
  const [isOpen, setIsOpen] = useState(false);
  const facets = useAnswer(JSON.stringify(view.picks), (options) => facetsUnder(view.picks, options));
  const set = view.picks.length;
  return (
    <aside class="filters" aria-label="Filters">
      {hasPresence && <PresencePanel view={view} matching={matching} onChange={onChange} />}
      <button type="button" class="filters-button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <Icon name="sliders" />
        Filters{set > 0 && ` (${set})`}
      </button>
      <div class={isOpen ? "facets facets-open" : "facets"}>
        {facets.value?.map((facet) => (
          <FacetList key={facet.field} facet={facet} picks={view.picks} onPicks={(picks) => onChange({ picks })} />
        ))}
      </div>
    </aside>
  );
}
