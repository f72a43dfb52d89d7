import { type StoredImage, sameLesion, similarTo } from "../api/image.ts";
import { ImageStrip } from "../results/image-strip.tsx";
import { useAnswer } from "../use-answer.ts";

/** Other pictures of the same lesion, and the nearest of other lesions. */
export function RelatedImages({ image, onOpen }: { image: StoredImage; onOpen: (id: string) => void }) {
  const id = image.has_vector ? image.id : undefined;
  const lesion = useAnswer(id, (options) => sameLesion(image, options));
  const similar = useAnswer(id, (options) => similarTo(image.id, options));
  if (id === undefined) return null;
  return (
    <div class="related">
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
          <ImageStrip hits={similar.value} places={12} onOpen={onOpen} />
        </section>
      )}
    </div>
  );
}
