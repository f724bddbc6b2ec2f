"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { VerdictList } from "#components/checks/verdict-list.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { parseItemId } from "#lib/batches/item-id.ts";
import { ClaimList } from "./claim-list.tsx";
import type { UnstatedClaim } from "./claim-source.ts";
import { ItemHistory } from "./item-history.tsx";
import { pastOf } from "./item-past.ts";
import { Pane } from "./pane.tsx";
import { PassageList } from "./passage-list.tsx";
import type { Claim } from "./review-answers.ts";
import type { SourceLinks } from "./use-source-links.ts";

export interface ContextPaneProps extends Pick<SourceLinks, "onFollow"> {
  claim: Claim;
  /** Facts of the source that are in the output. */
  stated: number;
  claims: readonly UnstatedClaim[];
  /** The key that goes on to the next claim; `null` where single keys are off. */
  claimKey: string | null;
}

/** What the output is held against: claims the source does not state, checks, what happened before, the guideline. */
export function ContextPane({ claim, stated, claims, claimKey, onFollow }: ContextPaneProps) {
  const t = useTranslations("review.context");
  const why = useTranslations("explanations");
  const { data, isPending } = useQuery(api.review.item.queryOptions({ input: { itemId: claim.itemId } }));
  return (
    <Pane title={t("title")}>
      {claim.isBlind ? (
        <Part title={t("checks")}>
          <p className="text-muted">{t("blind")}</p>
        </Part>
      ) : (
        <>
          <Part title={t("facts")}>
            <ClaimList
              stated={stated}
              claims={claims}
              language={claim.language}
              claimKey={claimKey}
              onFollow={onFollow}
            />
          </Part>
          <Part title={t("checks")}>
            {claim.checks.length === 0 ? (
              <p className="text-muted">{t("noChecks")}</p>
            ) : (
              <VerdictList verdicts={claim.checks} />
            )}
          </Part>
        </>
      )}
      {data && data.passages.length > 0 ? (
        <Part title={t("passages")}>
          <PassageList passages={data.passages} />
        </Part>
      ) : null}
      <Part title={why("title")}>
        {/* Of a thousand items few are asked about: none is fetched unasked. */}
        <TextLink href={whyHref(claim.itemId)} prefetch={false}>
          {t("why")}
        </TextLink>
      </Part>
      <Part title={t("history")}>
        {isPending ? <Skeleton className="h-5 w-40" /> : <ItemHistory past={data ? pastOf(data) : []} />}
      </Part>
      {data && data.guideline !== "" ? (
        <Part title={t("guideline")}>
          {data.guideline === null ? (
            <p className="text-muted">{t("noGuideline")}</p>
          ) : (
            <p className="whitespace-pre-wrap break-words">{data.guideline}</p>
          )}
        </Part>
      ) : null}
    </Pane>
  );
}

function whyHref(itemId: string): string {
  const at = parseItemId(itemId);
  return at ? `/batches/${at.batchId}/items/${at.seq}/why` : "/batches";
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="border-line border-b px-4 py-2 last:border-b-0">
      <h3 className="mb-0.5 text-muted text-xs">{title}</h3>
      {children}
    </div>
  );
}
