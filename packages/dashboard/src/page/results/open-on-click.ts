/** Opens within the page, unless the person asks the browser for another tab or window. */
export function openOnClick(open: () => void) {
  return (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open();
  };
}
