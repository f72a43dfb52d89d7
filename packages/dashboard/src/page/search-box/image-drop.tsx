import { useEffect, useState } from "preact/hooks";

/** Takes a photograph that is dropped anywhere on the page or pasted into it. */
export function ImageDrop({ onImage }: { onImage: (file: File) => void }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const photographIn = (files: FileList | undefined) =>
      [...(files ?? [])].find(({ type }) => type.startsWith("image/"));
    const onDragOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setIsOver(true);
    };
    const onDragLeave = (event: DragEvent) => event.relatedTarget === null && setIsOver(false);
    const onDrop = (event: DragEvent) => {
      setIsOver(false);
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      const { files } = event.dataTransfer;
      // A file of another kind, or one whose kind the system does not know, too: the service says whether it reads it.
      const file = photographIn(files) ?? files[0];
      if (file) onImage(file);
    };
    const onPaste = (event: ClipboardEvent) => {
      const file = photographIn(event.clipboardData?.files);
      if (!file) return;
      event.preventDefault();
      onImage(file);
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
