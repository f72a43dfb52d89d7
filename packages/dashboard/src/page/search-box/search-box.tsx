import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { AskedConcept } from "../address/view.ts";
import type { KnownConcept } from "../api/concepts.ts";
import { Icon } from "../frame/icons.tsx";
import { ConceptChip } from "./concept-chip.tsx";
import { ImageChip } from "./image-chip.tsx";
import { Suggestions } from "./suggestions.tsx";
import { suggestedConcepts } from "./suggested-concepts.ts";
import { useSlashKey } from "./use-slash-key.ts";

interface SearchBoxProps {
  concepts: readonly AskedConcept[];
  like?: string;
  upload?: File;
  known: readonly KnownConcept[];
  onConcepts: (concepts: readonly AskedConcept[]) => void;
  onImage: (file: File) => void;
  /** Takes the photograph away. */
  onClear: () => void;
}

/** One box: what is asked as chips, then a line to write on with suggestions below, then the way to a photograph. */
export function SearchBox({ concepts, like, upload, known, onConcepts, onImage, onClear }: SearchBoxProps) {
  const [text, setText] = useState("");
  const [active, setActive] = useState(-1);
  const [hasFocus, setHasFocus] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const negative = text.startsWith("-");
  const fitting = suggestedConcepts(known, text.replace(/^-/, ""), concepts);
  const suggestions = hasFocus ? fitting : [];
  const isOpen = suggestions.length > 0;
  useSlashKey(input);
  useEffect(() => setActive(-1), [text]);

  const add = (name: string) => {
    setText("");
    const others = concepts.filter((concept) => concept.name !== name);
    if (name !== "") onConcepts([...others, { name, weight: negative ? -1 : 1 }]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && isOpen) {
      event.preventDefault();
      setActive((active + step + suggestions.length + 1) % (suggestions.length + 1) || (step > 0 ? 0 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      add(suggestions[active]?.name ?? text.replace(/^-/, "").trim());
    } else if (event.key === "Backspace" && text === "" && concepts.length > 0) {
      onConcepts(concepts.slice(0, -1));
    } else if (event.key === "Escape") {
      if (text === "") input.current?.blur();
      setText("");
    }
  };
  const isEmpty = concepts.length === 0 && like === undefined && upload === undefined;
  return (
    <div class="search-box" onClick={(event) => event.target === event.currentTarget && input.current?.focus()}>
      <Icon name="search" />
      <div class="search-line">
        {(like !== undefined || upload) && <ImageChip like={like} upload={upload} onRemove={onClear} />}
        {concepts.map((concept, index) => (
          <ConceptChip
            key={concept.name}
            concept={concept}
            onChange={(changed) => onConcepts(concepts.flatMap((old, at) => (at === index ? (changed ?? []) : old)))}
          />
        ))}
        <input
          ref={input}
          type="text"
          value={text}
          placeholder={isEmpty ? "Concepts, words or a photograph" : "and …"}
          aria-label="Search by words"
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={listId}
          aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onFocus={() => setHasFocus(true)}
          onBlur={() => setHasFocus(false)}
        />
      </div>
      <label class="plain-button photo-button" title="Search with a photograph: choose, drop or paste one">
        <Icon name="picture" />
        <input
          type="file"
          accept="image/*"
          class="visually-hidden"
          aria-label="Search with a photograph"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (file) onImage(file);
            currentTarget.value = "";
          }}
        />
      </label>
      <Suggestions id={listId} suggestions={suggestions} active={active} negative={negative} onPick={add} />
    </div>
  );
}
