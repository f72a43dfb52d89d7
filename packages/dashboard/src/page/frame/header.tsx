import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { serviceUrl } from "../api/service.ts";
import { Icon } from "./icons.tsx";
import { chooseTheme, currentTheme } from "./theme.ts";

/** The name, the search box, and what belongs to the whole page. */
export function Header({ children, onHome }: { children: ComponentChildren; onHome: () => void }) {
  const [theme, setTheme] = useState(currentTheme);
  const other = theme === "dark" ? "light" : "dark";
  const goHome = (event: MouseEvent) => {
    event.preventDefault();
    onHome();
  };
  return (
    <header class="header">
      <a class="wordmark" href={serviceUrl || "/"} onClick={goHome}>
        Lesion Atlas
      </a>
      <div class="header-search" role="search">
        {children}
      </div>
      <nav class="header-links" aria-label="Page">
        <a href={`${serviceUrl}/docs`}>API</a>
        <button
          type="button"
          class="plain-button"
          aria-label={`Show it ${other}`}
          title={`Show it ${other}`}
          onClick={() => {
            chooseTheme(other);
            setTheme(other);
          }}
        >
          <Icon name={theme === "dark" ? "sun" : "moon"} />
        </button>
      </nav>
    </header>
  );
}
