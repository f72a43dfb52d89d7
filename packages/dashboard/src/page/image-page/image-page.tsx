import { useEffect, useRef } from "preact/hooks";
import type { AskedConcept } from "../address/view.ts";
import type { KnownConcept } from "../api/concepts.ts";
import { imageOf } from "../api/image.ts";
import type { UsedModel } from "../api/models.ts";
import { Icon } from "../frame/icons.tsx";
import { Notice } from "../frame/notice.tsx";
import { Picture, thumbnailOf } from "../frame/picture.tsx";
import { ProblemText } from "../frame/problem-text.tsx";
import { useAnswer } from "../use-answer.ts";
import { ImageDetails } from "./image-details.tsx";
import { RelatedImages } from "./related-images.tsx";

interface ImagePageProps {
  id: string;
  asked: readonly AskedConcept[];
  known: readonly KnownConcept[];
  /** Ids of what was found, in order: the arrows go along them. */
  neighbours: readonly string[];
  model?: UsedModel;
  onOpen: (id: string) => void;
  onClose: () => void;
  onLike: (id: string) => void;
}

/** One image over the page: large, with all that is known of it. Escape closes; left and right go to the next. */
export function ImagePage({ id, asked, known, neighbours, model, onOpen, onClose, onLike }: ImagePageProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const image = useAnswer(id, (options) => imageOf(id, options));
  const place = neighbours.indexOf(id);
  const next = { ArrowLeft: neighbours[place - 1], ArrowRight: place < 0 ? undefined : neighbours[place + 1] };
  useEffect(() => {
    dialog.current!.showModal();
    document.documentElement.classList.add("has-dialog");
    return () => document.documentElement.classList.remove("has-dialog");
  }, []);
  useEffect(() => dialog.current!.scrollTo({ top: 0 }), [id]);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const to = next[key as keyof typeof next];
    if (to !== undefined) onOpen(to);
  };
  const { value, error } = image;
  return (
    <dialog ref={dialog} class="image-page" aria-label="Image" onClose={onClose} onKeyDown={onKeyDown}>
      <div class="image-bar">
        <button type="button" class="plain-button back" onClick={() => dialog.current!.close()}>
          <Icon name="close" /> Close
        </button>
        {place >= 0 && (
          <span class="image-steps">
            <StepButton name="left" label="Previous image" to={next.ArrowLeft} onOpen={onOpen} />
            <span class="muted">
              {place + 1} of {neighbours.length} shown
            </span>
            <StepButton name="right" label="Next image" to={next.ArrowRight} onOpen={onOpen} />
          </span>
        )}
      </div>
      {error && <ProblemText error={error} />}
      {value && !error && (
        <div class="image-layout">
          <figure class="stage">
            <Picture url={thumbnailOf(value.thumbnail_url, 1024)} alt={`Image ${value.key}`} eager />
            {value.synthetic && <span class="badge">synthetic</span>}
          </figure>
          <ImageDetails image={value} asked={asked} known={known} onLike={() => onLike(value.id)} />
          <RelatedImages image={value} onOpen={onOpen} />
        </div>
      )}
      <Notice model={model} />
    </dialog>
  );
}

interface StepButtonProps {
  name: "left" | "right";
  label: string;
  to: string | undefined;
  onOpen: (id: string) => void;
}

function StepButton({ name, label, to, onOpen }: StepButtonProps) {
  return (
    <button type="button" class="plain-button" aria-label={label} disabled={!to} onClick={() => to && onOpen(to)}>
      <Icon name={name} />
    </button>
  );
}
