import { useRef } from "preact/hooks";
import type { Hit } from "../api/search-images.ts";
import { tileAt } from "./tile-at.ts";
import { Tile } from "./tile.tsx";

interface GridProps {
  hits: readonly Hit[];
  onOpen: (id: string) => void;
  /** Asks for more; undefined where there is none. */
  onMore?: () => void;
}

/**
 * The hits; arrows go from tile to tile, Home and End to the first and last. Right and down of the last one ask for
 * more.
 */
export function Grid({ hits, onOpen, onMore }: GridProps) {
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
    const isBehindLast = from >= 0 && !next && ["ArrowRight", "ArrowDown"].includes(event.key);
    if (!next && !(isBehindLast && onMore)) return;
    event.preventDefault();
    if (next) next.focus();
    else onMore!();
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
