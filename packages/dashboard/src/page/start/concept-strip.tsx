import { searchImages } from "../api/search-images.ts";
import { ImageStrip } from "../results/image-strip.tsx";
import { useAnswer } from "../use-answer.ts";

interface ConceptStripProps {
  name: string;
  onConcept: (name: string) => void;
  onOpen: (id: string) => void;
}

/** The best few lesions of one concept, as an invitation. */
export function ConceptStrip({ name, onConcept, onOpen }: ConceptStripProps) {
  const answer = useAnswer(name, (options) =>
    searchImages({ concepts: [{ name, weight: 1 }], per: "lesion", limit: 8 }, options),
  );
  if (answer.error) return null;
  return (
    <section class="concept-strip">
      <h2>
        <button type="button" class="link-button" onClick={() => onConcept(name)}>
          {name}
        </button>
      </h2>
      <ImageStrip hits={answer.value?.hits} places={8} onOpen={onOpen} />
    </section>
  );
}
