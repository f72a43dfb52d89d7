import type { ServiceProblem } from "../api/service-problem.ts";
import { keepKey, serviceKey } from "../api/service.ts";
import { Notice } from "./notice.tsx";

/** Asks for the key of a service that has keys; it is kept in this tab alone. */
export function KeyForm({ problem }: { problem: ServiceProblem }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget as HTMLFormElement).get("key");
    keepKey(String(key).trim());
    location.reload();
  };
  return (
    <>
      <main class="key-form">
        <h1 class="wordmark">Lesion Atlas</h1>
        <form onSubmit={submit}>
          <label for="key">This service has keys. Yours is kept until you close the tab.</label>
          <input id="key" name="key" type="password" autocomplete="off" required />
          {serviceKey() !== null && (
            <p class="problem" role="alert">
              {problem.message}
            </p>
          )}
          <button type="submit">Open</button>
        </form>
      </main>
      <Notice />
    </>
  );
}
