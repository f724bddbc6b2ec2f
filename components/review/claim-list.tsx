"use client";
import { useTranslations } from "next-intl";
import { Kbd } from "#components/ui/kbd.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { UnstatedClaim } from "./claim-source.ts";
import { useClaimWords } from "./use-claim-words.ts";
import type { SourceLinks } from "./use-source-links.ts";

/** What the output states and claims, counted; each claim that was not found leads to the column it is held against. */
export function ClaimList({
  stated,
  claims,
  language,
  claimKey,
  onFollow,
}: {
  /** Facts of the source that are in the output. */
  stated: number;
  claims: readonly UnstatedClaim[];
  /** Of the output. */
  language: string;
  /** The key that goes on to the next claim; `null` where single keys are off. */
  claimKey: string | null;
} & Pick<SourceLinks, "onFollow">) {
  const t = useTranslations("review.context");
  const wordsOf = useClaimWords();
  const unstated = claims.filter(({ against }) => against !== "passage");
  const inPassages = claims.filter(({ against }) => against === "passage");
  const listOf = (list: readonly UnstatedClaim[]) => (
    <ul className="mt-1 flex flex-col">
      {list.map((claim) => (
        <li key={claim.id}>
          <button
            type="button"
            onClick={() => onFollow(claim.id, "source")}
            className="-mx-1 flex min-h-6 w-full flex-col rounded-sm px-1 py-0.5 text-start hover:bg-hover"
          >
            <bdi dir="auto" lang={language} className="break-words">
              {claim.words}
            </bdi>
            <span className="text-faint text-xs">
              {claim.path} · {wordsOf(claim)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <>
      <p>{t("stated", { count: stated })}</p>
      {unstated.length > 0 ? (
        <>
          <p className="mt-1 flex items-center gap-1">
            <StateBadge tone="warning">{t("unstated", { count: unstated.length })}</StateBadge>
            {claimKey ? <Kbd>{claimKey}</Kbd> : null}
          </p>
          {listOf(unstated)}
        </>
      ) : null}
      {inPassages.length > 0 ? (
        <>
          <p className="mt-1">{t("inPassages", { count: inPassages.length })}</p>
          {listOf(inPassages)}
        </>
      ) : null}
    </>
  );
}
