"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { PictureLook } from "#components/images/picture-view.ts";
import { matchFacts } from "#lib/checks/claims/match-facts.ts";
import type { Passage } from "#lib/review/sources-of.ts";
import { writtenTexts } from "#lib/templates/output-text.ts";
import { unstatedClaims } from "../claim-source.ts";
import { FoundInOutput } from "../found-in-output.tsx";
import { GuidelinePart } from "../guideline-part.tsx";
import { OutputPane } from "../output-pane.tsx";
import { Pane } from "../pane.tsx";
import { keyLabel, type ReviewKeys } from "../review-keys.ts";
import { SourcePane } from "../source-pane.tsx";
import { useSourceLinks } from "../use-source-links.ts";
import type { PracticeItemView } from "./practice-answers.ts";

// A practice item is a copy of an output and its row; passages are not copied.
const NO_PASSAGES: Passage[] = [];

/** The item in the three panes of review, without a past: that would tell its answer. */
export function PracticePanes({
  item: { claim, batch, guideline },
  claimJumps,
  look,
  onLook,
  keys,
}: {
  item: PracticeItemView;
  claimJumps: number;
  /** How pictures are looked at. */
  look: PictureLook;
  onLook: (look: PictureLook) => void;
  keys: ReviewKeys | null;
}) {
  const t = useTranslations("review.context");
  const { source, output } = claim;
  const { matched, claims } = useMemo(() => {
    const texts = writtenTexts(output);
    const matched = matchFacts(source, texts);
    return { matched, claims: unstatedClaims(matched, texts, source) };
  }, [source, output]);
  const links = useSourceLinks(matched, claims, claimJumps);
  return (
    <div className="grid gap-3 pb-3 xl:min-h-0 xl:flex-1 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)_minmax(0,19rem)] [&_a]:scroll-mb-32">
      <OutputPane
        claim={claim}
        matched={matched}
        claims={claims}
        comparison={null}
        hasDraft={false}
        editKey={null}
        fieldInFocus={null}
        candidates={null}
        chosenId={null}
        onChoose={() => {}}
        look={look}
        onLook={onLook}
        pictureKeys={keys && { view: keyLabel(keys["picture-view"]), zoom: keyLabel(keys["picture-zoom"]) }}
        {...links}
      />
      <SourcePane
        claim={claim}
        inputs={batch.inputs}
        columns={batch.columns}
        matched={matched}
        passages={NO_PASSAGES}
        {...links}
      />
      <Pane title={t("title")}>
        <FoundInOutput
          claim={claim}
          stated={matched.facts.length}
          claims={claims}
          claimKey={keys && keyLabel(keys.claim)}
          onFollow={links.onFollow}
        />
        <GuidelinePart guideline={guideline} />
      </Pane>
    </div>
  );
}
