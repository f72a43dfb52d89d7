import type { KnownConcept } from "../api/concepts.ts";
import type { UsedModel } from "../api/models.ts";
import { count } from "../numbers.ts";
import { ConceptStrip } from "./concept-strip.tsx";

interface StartPageProps {
  known: readonly KnownConcept[];
  model?: UsedModel;
  /** A photograph was asked for that this tab no longer holds. */
  isPhotoLost: boolean;
  onConcept: (name: string) => void;
  onOpen: (id: string) => void;
}

/** What the archive holds and what can be asked of it. */
export function StartPage({ known, model, isPhotoLost, onConcept, onOpen }: StartPageProps) {
  const groups = Map.groupBy(known, ({ group }) => group);
  const samples = ["pigment network", "blue-whitish veil", "hair"].filter((name) =>
    known.some((concept) => concept.name === name),
  );
  return (
    <main class="start">
      <h1>Find skin-lesion images by what they show</h1>
      <p class="lead">
        Ask {model ? `${count(model.vectors)} images` : "the archive"} for a concept, for several, or for the absence of
        one. Drop a photograph anywhere to find its like.
      </p>
      {isPhotoLost && <p class="photo-lost">Your photograph is kept nowhere: drop it again to find its like.</p>}
      {samples.map((name) => (
        <ConceptStrip key={name} name={name} onConcept={onConcept} onOpen={onOpen} />
      ))}
      <section class="concept-groups" aria-label="Concepts">
        {[...groups].map(([group, concepts]) => (
          <div key={group} class="concept-group">
            <h2>{group}</h2>
            <ul>
              {concepts.map(({ name }) => (
                <li key={name}>
                  <button type="button" class="concept-button" onClick={() => onConcept(name)}>
                    {name}
                  </button>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    </main>
  );
}
