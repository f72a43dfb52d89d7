import { type StoredImage, nearDuplicatesOf, sameLesion, similarTo } from "../api/image.ts";
import { ImageStrip } from "../results/image-strip.tsx";
import { scoreText } from "../numbers.ts";
import { useAnswer } from "../use-answer.ts";
import { duplicateText } from "./relation-text.ts";

/** Nearly the same pictures with the reason, other pictures of the same lesion, and the nearest of other lesions. */
export function RelatedImages({ image, onOpen }: { image: StoredImage; onOpen: (id: string) => void }) {
  const id = image.has_vector ? image.id : undefined;
  const duplicates = useAnswer(id, (options) => nearDuplicatesOf(image.id, options));
  const lesion = useAnswer(id, (options) => sameLesion(image, options));
  const similar = useAnswer(id, (options) => similarTo(image.id, options));
  if (id === undefined) return null;
  return (
    <div class="related">
      {duplicates.value && duplicates.value.length > 0 && (
        <section>
          <h2>
            Near-duplicates <span class="muted">by vector or perceptual hash</span>
          </h2>
          <ImageStrip hits={duplicates.value} places={4} onOpen={onOpen} linesOf={(hit) => duplicateText(hit, image)} />
        </section>
      )}
      {lesion.value && lesion.value.length > 0 && (
        <section>
          <h2>Same lesion</h2>
          <ImageStrip hits={lesion.value} places={4} onOpen={onOpen} />
        </section>
      )}
      {!similar.error && (
        <section>
          <h2>
            Similar images <span class="muted">of other lesions</span>
          </h2>
          <ImageStrip
            hits={similar.value}
            places={12}
            onOpen={onOpen}
            linesOf={({ score }) => [`score ${scoreText(score)}`]}
          />
        </section>
      )}
    </div>
  );
}
