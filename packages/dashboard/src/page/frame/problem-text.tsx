/** What went wrong, in the service's own words. */
export function ProblemText({ error }: { error: Error }) {
  return (
    <p class="problem" role="alert">
      {error.message}
    </p>
  );
}
