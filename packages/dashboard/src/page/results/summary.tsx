import type { ChangeView } from "../address/use-view.ts";
import type { View } from "../address/view.ts";
import type { UsedModel } from "../api/models.ts";
import type { Answer, Hit } from "../api/search-images.ts";
import { fieldLabel, valueLabel } from "../filters/field-labels.ts";
import { Icon } from "../frame/icons.tsx";
import { count } from "../numbers.ts";
import { shownLicence } from "./shown-licence.ts";

interface SummaryProps {
  answer: Answer;
  /** All that is shown, of every page. */
  hits: readonly Hit[];
  view: View;
  model?: UsedModel;
  onChange: ChangeView;
}

/** How many pass, under which conditions, by which model. */
export function Summary({ answer, hits, view, model, onChange }: SummaryProps) {
  const { matching, matching_interval: interval, searched, calibrated } = answer;
  const { picks, cut } = view;
  const licence = shownLicence(hits);
  return (
    <div class="summary">
      <h1 aria-live="polite">
        {cut === undefined ? (
          <>{count(searched)} images, best first</>
        ) : (
          <>
            {interval ? `about ${count(matching)}` : count(matching)} of {count(searched)} images{" "}
            <span class="muted">pass</span>
          </>
        )}
      </h1>
      <p class="summary-facts">
        {calibrated !== undefined && <span>{calibrated ? "calibrated on labels" : "presence not calibrated"}</span>}
        {licence && <span>{licence}</span>}
        {model && <span>model {model.id}</span>}
      </p>
      {picks.length > 0 && (
        <ul class="picks" aria-label="Filters that are set">
          {picks.map((pick) => (
            <li key={`${pick.field} ${String(pick.value)}`}>
              <button
                type="button"
                class="pick"
                aria-label={`Remove the filter ${fieldLabel(pick.field)}: ${valueLabel(pick.value)}`}
                onClick={() => onChange({ picks: picks.filter((other) => other !== pick) })}
              >
                {fieldLabel(pick.field)}: {valueLabel(pick.value)}
                <Icon name="close" size={12} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
