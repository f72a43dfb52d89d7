import { render } from "preact";
import { App } from "./app.tsx";
import { startTheme } from "./frame/theme.ts";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/search-box.css";
import "./styles/filters.css";
import "./styles/results.css";
import "./styles/image-page.css";

startTheme();
render(<App />, document.getElementById("app")!);
