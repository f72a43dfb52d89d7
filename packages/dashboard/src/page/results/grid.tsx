import { useRef } from "preact/hooks";
import type { Hit } from "../api/search-images.ts";
import { tileAt } from "./tile-at.ts";
import { Tile } from "./tile.tsx";

/** The hits; arrows go from tile to tile, Home and End to the first and last. */
export function Grid({ hits, onOpen }: { hits: readonly Hit[]; onOpen: (id: string) => void }) {
  const list = useRef<HTMLUListElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const tiles = [...list.current!.querySelectorAll<HTMLAnchorElement>("a.tile")];
    const from = tiles.indexOf(document.activeElement as HTMLAnchorElement);
    const next =
      from < 0
        ? undefined
        : tiles[
            tileAt(
              event.key,
              from,
              tiles.map((tile) => tile.offsetTop),
            ) ?? -1
          ];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <ul class="grid" ref={list} aria-label="Images found" onKeyDown={onKeyDown}>
      {hits.map((hit) => (
        <li key={hit.id}>
          <Tile hit={hit} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  );
}
