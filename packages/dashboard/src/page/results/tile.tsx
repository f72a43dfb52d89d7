import type { Hit } from "../api/search-images.ts";
import { Picture } from "../frame/picture.tsx";
import { presenceText, scoreText } from "../numbers.ts";
import { openOnClick } from "./open-on-click.ts";

/** One image found: its picture, its presence as a bar and a number, its score. */
export function Tile({ hit, onOpen }: { hit: Hit; onOpen: (id: string) => void }) {
  const { id, key, presence, score, synthetic, thumbnail_url, record } = hit;
  const diagnosis = record.diagnosis_3 ?? record.diagnosis_2 ?? record.diagnosis ?? record.diagnosis_1;
  return (
    <a class="tile" href={`?image=${id}`} onClick={openOnClick(() => onOpen(id))}>
      <span class="tile-picture">
        <Picture url={thumbnail_url} alt="" />
        {synthetic && <span class="badge">synthetic</span>}
      </span>
      {presence !== undefined && (
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${presence * 100}%` }} />
        </span>
      )}
      <span class="tile-numbers">
        {presence !== undefined && (
          <span>
            <span class="visually-hidden">presence </span>
            <b>{presenceText(presence)}</b>
          </span>
        )}
        <span class="muted" title="cosine with the query">
          <span class="tile-unit">score </span>
          {scoreText(score)}
        </span>
      </span>
      <span class="tile-name" title={diagnosis ?? key}>
        <span class="visually-hidden">{key} </span>
        {diagnosis ?? key}
      </span>
    </a>
  );
}
