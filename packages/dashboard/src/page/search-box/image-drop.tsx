import { useEffect, useState } from "preact/hooks";

/** Takes a photograph that is dropped anywhere on the page or pasted into it. */
export function ImageDrop({ onImage }: { onImage: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const take = (files: FileList | undefined) => {
      const file = [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
      if (file) onImage(file);
      return file !== undefined;
    };
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
    };
    const onDragLeave = (event: DragEvent) => event.relatedTarget === null && setIsOver(false);
    const onDrop = (event: DragEvent) => {
      setIsOver(false);
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
      take(event.dataTransfer?.files);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (take(event.clipboardData?.files)) event.preventDefault();
    };
    const listening = new AbortController();
    const { signal } = listening;
    addEventListener("dragover", onDragOver, { signal });
    addEventListener("dragleave", onDragLeave, { signal });
    addEventListener("drop", onDrop, { signal });
    addEventListener("paste", onPaste, { signal });
    return () => listening.abort();
  });
  return isOver ? (
    <div class="drop-target">
      <p>Drop a photograph to find images like it. It is not kept.</p>
    </div>
  ) : null;
}
