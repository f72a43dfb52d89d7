import { useEffect, useState } from "preact/hooks";
import type { View } from "./address/view.ts";
import { useView } from "./address/use-view.ts";
import { knownConcepts } from "./api/concepts.ts";
import { modelInUse } from "./api/models.ts";
import { ServiceProblem } from "./api/service-problem.ts";
import { Header } from "./frame/header.tsx";
import { KeyForm } from "./frame/key-form.tsx";
import { Notice } from "./frame/notice.tsx";
import { ProblemText } from "./frame/problem-text.tsx";
import { ImagePage } from "./image-page/image-page.tsx";
import { Results } from "./results/results.tsx";
import { useRanking } from "./results/use-ranking.ts";
import { ImageDrop } from "./search-box/image-drop.tsx";
import { SearchBox } from "./search-box/search-box.tsx";
import { StartPage } from "./start/start-page.tsx";
import { useAnswer } from "./use-answer.ts";

const nothingAsked: Partial<View> = {
  concepts: [],
  like: undefined,
  photo: undefined,
  cut: undefined,
  image: undefined,
};

/** The whole page: the box on top, below it the start page or what was found, over it the image that is open. */
export function App() {
  const [view, change] = useView();
  const [given, setGiven] = useState<File>();
  const model = useAnswer("model", modelInUse);
  const known = useAnswer("concepts", knownConcepts);
  const upload = view.photo ? given : undefined;
  const hasImage = view.like !== undefined || upload !== undefined;
  const asked = hasImage || view.concepts.length > 0;
  const pages = useRanking(view, upload);
  useEffect(() => {
    const words = view.concepts.map(({ name }) => name).join(", ");
    document.title = words === "" ? "Lesion Atlas" : `${words} – Lesion Atlas`;
  }, [view.concepts]);

  const open = (image: string) => change({ image });
  const search = (changes: Partial<View>, image?: File) => {
    setGiven(image);
    change({ ...nothingAsked, ...changes, photo: image ? true : undefined });
    scrollTo({ top: 0 });
  };
  const searchUpload = (file: File) => search({ concepts: [] }, file);
  if (model.error instanceof ServiceProblem && model.error.status === 401) {
    return <KeyForm problem={model.error} />;
  }
  return (
    <>
      <Header onHome={() => search({ picks: [] })}>
        <SearchBox
          concepts={view.concepts}
          like={view.like}
          upload={upload}
          known={known.value ?? []}
          onConcepts={(concepts) =>
            search({ concepts, like: view.like, cut: hasImage || concepts.length === 0 ? undefined : view.cut }, upload)
          }
          onImage={searchUpload}
          onClear={() => search({ concepts: view.concepts })}
        />
      </Header>
      {model.error && <ProblemText error={model.error} />}
      {asked ? (
        <Results
          view={view}
          pages={pages}
          hasPresence={!hasImage}
          model={model.value}
          onChange={change}
          onOpen={open}
        />
      ) : (
        <StartPage
          isPhotoLost={view.photo === true}
          known={known.value ?? []}
          model={model.value}
          onConcept={(name) => search({ concepts: [{ name, weight: 1 }] })}
          onOpen={open}
        />
      )}
      <Notice model={model.value} />
      <ImageDrop onImage={searchUpload} />
      {view.image !== undefined && (
        <ImagePage
          id={view.image}
          asked={view.concepts}
          known={known.value ?? []}
          pages={pages}
          model={model.value}
          onOpen={(image) => change({ image }, { replace: true })}
          onClose={() => change({ image: undefined })}
          onLike={(like) => search({ like })}
        />
      )}
    </>
  );
}
