import { useCallback, useEffect, useState } from "preact/hooks";
import { type View, readView, writeView } from "./view.ts";

/** Changes parts of the view; `replace` leaves no step to go back to. */
export type ChangeView = (changes: Partial<View>, how?: { replace?: boolean }) => void;

/** The view in the address, which the browser's own back and forward change too. */
export function useView(): [View, ChangeView] {
  const [view, setView] = useState(() => readView(location.search));
  useEffect(() => {
    const read = () => setView(readView(location.search));
    addEventListener("popstate", read);
    return () => removeEventListener("popstate", read);
  }, []);
  const change = useCallback<ChangeView>((changes, { replace = false } = {}) => {
    const next = { ...readView(location.search), ...changes };
    const address = location.pathname + writeView(next);
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    setView(next);
  }, []);
  return [view, change];
}
