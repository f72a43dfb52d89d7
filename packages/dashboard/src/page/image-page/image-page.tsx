import { useEffect, useRef } from "preact/hooks";
import type { AskedConcept } from "../address/view.ts";
import type { KnownConcept } from "../api/concepts.ts";
import { imageOf } from "../api/image.ts";
import type { UsedModel } from "../api/models.ts";
import { Icon } from "../frame/icons.tsx";
import { Notice } from "../frame/notice.tsx";
import { Picture, thumbnailOf } from "../frame/picture.tsx";
import { ProblemText } from "../frame/problem-text.tsx";
import { Stopped } from "../results/stopped.tsx";
import type { Pages } from "../results/use-pages.ts";
import { useAnswer } from "../use-answer.ts";
import { ImageDetails } from "./image-details.tsx";
import { ImageStepButtons, useImageSteps } from "./image-steps.tsx";
import { RelatedImages } from "./related-images.tsx";

interface ImagePageProps {
  id: string;
  asked: readonly AskedConcept[];
  known: readonly KnownConcept[];
  /** What was found: the arrows go along it. */
  pages: Pages;
  model?: UsedModel;
  onOpen: (id: string) => void;
  onClose: () => void;
  onLike: (id: string) => void;
}

/** One image over the page: large, with all that is known of it. Escape closes; left and right go along what was found. */
export function ImagePage({ id, asked, known, pages, model, onOpen, onClose, onLike }: ImagePageProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const image = useAnswer(id, (options) => imageOf(id, options));
  const steps = useImageSteps(id, pages, onOpen);
  useEffect(() => {
    dialog.current!.showModal();
    document.documentElement.classList.add("has-dialog");
    return () => document.documentElement.classList.remove("has-dialog");
  }, []);
  useEffect(() => dialog.current!.scrollTo({ top: 0 }), [id]);
  const shownSteps = useRef(steps);
  shownSteps.current = steps;
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === "ArrowLeft") shownSteps.current.toPrevious?.();
      if (key === "ArrowRight") shownSteps.current.toNext?.();
    };
    // Not on the dialog: a button that had the focus may be gone.
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  const { value, error } = image;
  return (
    <dialog ref={dialog} class="image-page" aria-label="Image" onClose={onClose}>
      <div class="image-bar">
        <button type="button" class="plain-button back" onClick={() => dialog.current!.close()}>
          <Icon name="close" /> Close
        </button>
        <ImageStepButtons steps={steps} pages={pages} />
        {steps.place >= 0 && <Stopped pages={pages} onMore={() => steps.toNext?.()} />}
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
