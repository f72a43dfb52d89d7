import type { AskedConcept } from "../address/view.ts";
import type { KnownConcept } from "../api/concepts.ts";
import type { StoredImage } from "../api/image.ts";
import { serviceKey } from "../api/service.ts";
import { ConceptBars } from "./concept-bars.tsx";
import { recordRows } from "./record-rows.ts";

interface ImageDetailsProps {
  image: StoredImage;
  asked: readonly AskedConcept[];
  known: readonly KnownConcept[];
  onLike: () => void;
}

/** What is known of an image: whose it is, what it shows, what its archive says. */
export function ImageDetails({ image, asked, known, onLike }: ImageDetailsProps) {
  const { key, archive, license, attribution, original_url, has_vector } = image;
  return (
    <div class="details">
      <h1>{key}</h1>
      <p class="muted">archive {archive}</p>
      <p class="image-actions">
        {has_vector && (
          <button type="button" class="main-button" onClick={onLike}>
            Find images like this
          </button>
        )}
        {serviceKey() === null && (
          <a href={original_url} target="_blank" rel="noreferrer">
            Original file
          </a>
        )}
      </p>
      <dl class="licence">
        <dt>Licence</dt>
        <dd>{license ?? "not known: ask the archive before you use it"}</dd>
        <dt>Attribution</dt>
        <dd>{attribution ?? "not known"}</dd>
      </dl>
      {has_vector && <ConceptBars image={image} asked={asked} known={known} />}
      <h2>Record</h2>
      <dl class="record">
        {recordRows(image).map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
