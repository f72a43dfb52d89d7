import { useEffect, useState } from "preact/hooks";
import { serviceUrl } from "../api/service.ts";
import { Icon } from "../frame/icons.tsx";
import { Picture } from "../frame/picture.tsx";

interface ImageChipProps {
  like?: string;
  upload?: File;
  onRemove: () => void;
}

/** The photograph whose like is asked for: a stored one, or one that was given and is kept nowhere. */
export function ImageChip({ like, upload, onRemove }: ImageChipProps) {
  const [preview, setPreview] = useState<string>();
  useEffect(() => {
    if (!upload) return setPreview(undefined);
    const url = URL.createObjectURL(upload);
    setPreview(url);
    return () => URL.revokeObjectURL(url);
  }, [upload]);
  return (
    <span class="chip chip-image">
      {preview !== undefined && <img src={preview} alt="" onError={() => setPreview(undefined)} />}
      {!upload && <Picture url={`${serviceUrl}/v1/images/${like}/thumbnail?size=128`} alt="" eager />}
      <span class="chip-name">{upload ? "your photograph" : "like this image"}</span>
      <button type="button" class="chip-remove" aria-label="Remove the photograph" onClick={onRemove}>
        <Icon name="close" size={14} />
      </button>
    </span>
  );
}
