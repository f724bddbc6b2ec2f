"use client";
import { useTranslations } from "next-intl";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { ClaimList } from "./claim-list.tsx";
import type { UnstatedClaim } from "./claim-source.ts";
import { ContextPart } from "./context-part.tsx";
import type { Claim } from "./review-answers.ts";
import type { SourceLinks } from "./use-source-links.ts";

export interface FoundInOutputProps extends Pick<SourceLinks, "onFollow"> {
  claim: Claim;
  /** Facts of the source that are in the output. */
  stated: number;
  claims: readonly UnstatedClaim[];
  /** The key that goes on to the next claim; `null` where single keys are off. */
  claimKey: string | null;
}

/** Claims the source does not state, and what the checks found; that neither is shown, where it is kept back. */
export function FoundInOutput({ claim, stated, claims, claimKey, onFollow }: FoundInOutputProps) {
  const t = useTranslations("review.context");
  if (claim.isBlind)
    return (
      <ContextPart title={t("checks")}>
        <p className="text-muted">{t("blind")}</p>
      </ContextPart>
    );
  return (
    <>
      <ContextPart title={t("facts")}>
        <ClaimList
          stated={stated}
          claims={claims}
          language={claim.language}
          claimKey={claimKey}
          onFollow={onFollow}
        />
      </ContextPart>
      <ContextPart title={t("checks")}>
        {claim.checks.length === 0 ? (
          <p className="text-muted">{t("noChecks")}</p>
        ) : (
          <VerdictList verdicts={claim.checks} />
        )}
      </ContextPart>
    </>
  );
}
