import { useEffect, useState } from "preact/hooks";
import { askService, serviceKey } from "../api/service.ts";

interface PictureProps {
  url: string;
  alt: string;
  /** Shown at once, not when it scrolls into view. */
  eager?: boolean;
}

/** A picture of the service. Where it has keys, the browser cannot ask for it by itself: the page does. */
export function Picture({ url, alt, eager = false }: PictureProps) {
  const keyed = serviceKey() !== null;
  const [source, setSource] = useState(keyed ? undefined : url);
  useEffect(() => {
    if (!keyed) return setSource(url);
    const controller = new AbortController();
    let made: string | undefined;
    askService(url, { signal: controller.signal })
      .then((response) => response.blob())
      .then(
        (blob) => setSource((made = URL.createObjectURL(blob))),
        () => setSource(undefined),
      );
    return () => {
      controller.abort();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [url, keyed]);
  return <img src={source} alt={alt} loading={eager ? "eager" : "lazy"} decoding="async" />;
}

/** The same thumbnail with its longest side in another size. */
export function thumbnailOf(thumbnailUrl: string, size: 128 | 256 | 512 | 1024): string {
  return thumbnailUrl.replace(/size=\d+/, `size=${size}`);
}
