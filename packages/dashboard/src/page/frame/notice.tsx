import type { UsedModel } from "../api/models.ts";

/** Said on every view (DOMAIN.md, 9), with the model's own remark. */
export function Notice({ model }: { model?: UsedModel }) {
  return (
    <footer class="notice">
      <p>
        <strong>Research use only.</strong> Not a medical device; not for diagnosis or triage; similarity scores are not
        probabilities of disease.
      </p>
      {model?.remark && <p class="notice-model">{sentence(model.remark)}</p>}
    </footer>
  );
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
}
