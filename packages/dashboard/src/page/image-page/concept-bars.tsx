import { useState } from "preact/hooks";
import type { AskedConcept } from "../address/view.ts";
import { type KnownConcept, conceptsIn } from "../api/concepts.ts";
import type { StoredImage } from "../api/image.ts";
import { presenceText } from "../numbers.ts";
import { useAnswer } from "../use-answer.ts";

/** Bars that show before the rest is asked for. */
const few = 10;

interface ConceptBarsProps {
  image: StoredImage;
  asked: readonly AskedConcept[];
  known: readonly KnownConcept[];
}

/** How present each concept is, most present first; what was asked for stands on top. */
export function ConceptBars({ image, asked, known }: ConceptBarsProps) {
  const [showsAll, setShowsAll] = useState(false);
  const names = [...new Set([...asked, ...known].map(({ name }) => name))];
  const key = names.length === 0 ? undefined : `${image.id} ${names.join()}`;
  const found = useAnswer(key, (options) => conceptsIn(image.id, names, options));
  if (!found.value) return null;
  const isAsked = (name: string) => asked.some((concept) => concept.name === name);
  const rows = [
    ...found.value.filter(({ name }) => isAsked(name)),
    ...found.value.filter(({ name }) => !isAsked(name)),
  ];
  const shown = showsAll ? rows : rows.slice(0, few);
  return (
    <section class="concepts">
      <h2>
        Concepts <span class="muted">presence</span>
      </h2>
      <ul>
        {shown.map(({ name, presence, calibrated }) => (
          <li key={name} class={isAsked(name) ? "concept-row concept-asked" : "concept-row"}>
            <span title={calibrated ? "calibrated on labels" : "not calibrated"}>{name}</span>
            <span class="bar" aria-hidden="true">
              <span style={{ width: `${presence * 100}%` }} />
            </span>
            <span class="concept-number">{presenceText(presence)}</span>
          </li>
        ))}
      </ul>
      {!found.value.some(({ calibrated }) => calibrated) && (
        <p class="muted small">Not calibrated: compare, do not count.</p>
      )}
      {shown.length < rows.length && (
        <button type="button" class="link-button" onClick={() => setShowsAll(true)}>
          All {rows.length} concepts
        </button>
      )}
    </section>
  );
}
