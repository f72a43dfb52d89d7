import { useEffect, useState } from "preact/hooks";
import type { ChangeView } from "../address/use-view.ts";
import type { View } from "../address/view.ts";
import { presenceDistribution } from "../api/presence-distribution.ts";
import { count, presenceText } from "../numbers.ts";
import { useAnswer } from "../use-answer.ts";
import { filterOf } from "./filter-json.ts";
import { Histogram } from "./histogram.tsx";
import { cutAt, passingAt, positionOf } from "./slider-scale.ts";

/** After the last movement of the slider. */
const settledMs = 180;

interface PresencePanelProps {
  view: View;
  matching?: number;
  onChange: ChangeView;
}

/** Where the truth stops: a slider over the histogram of presence, with how many images pass. */
export function PresencePanel({ view, matching, onChange }: PresencePanelProps) {
  const { concepts, picks, cut } = view;
  const filter = filterOf(picks);
  const spread = useAnswer(JSON.stringify([concepts, filter]), (options) =>
    presenceDistribution(concepts, filter, options),
  );
  const [draft, setDraft] = useState<number>();
  useEffect(() => {
    if (draft === undefined || !spread.value) return;
    const timer = setTimeout(() => {
      onChange({ cut: cutAt(spread.value!.histogram, draft) }, { replace: true });
      setDraft(undefined);
    }, settledMs);
    return () => clearTimeout(timer);
  }, [draft]);
  if (!spread.value || spread.value.histogram.length === 0) return <section class="presence-panel" />;
  const { histogram, suggested, searched } = spread.value;
  const position = draft ?? positionOf(histogram, cut);
  const shownCut = draft === undefined ? cut : cutAt(histogram, draft);
  const passing = draft === undefined && matching !== undefined ? matching : passingAt(histogram, position);
  const said = shownCut === undefined ? "no cut" : `from ${presenceText(shownCut)}`;
  return (
    <section class="presence-panel" aria-label="Presence">
      <h2>
        Presence <span class="muted">{said}</span>
      </h2>
      <p class="passing" aria-hidden="true">
        <b>{count(passing)}</b> of {count(searched)} pass
      </p>
      <div class="slider">
        <Histogram histogram={histogram} position={position} suggested={suggested?.presence} />
        <input
          type="range"
          min={0}
          max={histogram.length}
          step={0.25}
          value={position}
          aria-label="Smallest presence"
          aria-valuetext={`presence ${said}: ${count(passing)} of ${count(searched)} images pass`}
          onInput={(event) => setDraft(Number(event.currentTarget.value))}
        />
      </div>
      <p class="slider-ends">
        <span>{presenceText(histogram[0].from)}</span>
        <span>{presenceText(histogram.at(-1)!.to)}</span>
      </p>
      {suggested && suggested.presence !== cut && (
        <button type="button" class="link-button" onClick={() => onChange({ cut: suggested.presence })}>
          Cut at {presenceText(suggested.presence)}, as suggested: {count(suggested.matching)} images
        </button>
      )}
    </section>
  );
}
