import type { Hit } from "../api/search-images.ts";
import { Picture } from "../frame/picture.tsx";
import { openOnClick } from "./open-on-click.ts";

interface ImageStripProps {
  /** Undefined while they are awaited. */
  hits: readonly Hit[] | undefined;
  /** Kept free until then. */
  places: number;
  onOpen: (id: string) => void;
  /** Lines below each picture. */
  linesOf?: (hit: Hit) => readonly string[];
}

/** A row of small pictures. */
export function ImageStrip({ hits, places, onOpen, linesOf }: ImageStripProps) {
  if (!hits) {
    return (
      <ul class="strip" aria-busy="true">
        {Array.from({ length: places }, (_, place) => (
          <li key={place} class="strip-place" />
        ))}
      </ul>
    );
  }
  const areAllSynthetic = hits.length > 0 && hits.every(({ synthetic }) => synthetic);
  return (
    <>
      <ul class={linesOf ? "strip strip-told" : "strip"}>
        {hits.map((hit) => (
          <li key={hit.id}>
            <a href={`?image=${hit.id}`} onClick={openOnClick(() => onOpen(hit.id))} title={hit.key}>
              {hit.synthetic && !areAllSynthetic && <span class="badge">synthetic</span>}
              <Picture url={hit.thumbnail_url} alt={`${hit.synthetic ? "Synthetic image" : "Image"} ${hit.key}`} />
            </a>
            {linesOf?.(hit).map((line) => (
              <span key={line} class="strip-line">
                {line}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {areAllSynthetic && <p class="strip-note">synthetic images</p>}
    </>
  );
}
