"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { parseItemId } from "#lib/batches/item-id.ts";
import { ContextPart } from "./context-part.tsx";
import { FoundInOutput, type FoundInOutputProps } from "./found-in-output.tsx";
import { GuidelinePart } from "./guideline-part.tsx";
import { ItemHistory } from "./item-history.tsx";
import { pastOf } from "./item-past.ts";
import { Pane } from "./pane.tsx";

/** What the output is held against: claims the source does not state, checks, what happened before, the guideline. */
export function ContextPane({ claim, stated, claims, claimKey, onFollow }: FoundInOutputProps) {
  const t = useTranslations("review.context");
  const why = useTranslations("explanations");
  const { data, isPending } = useQuery(api.review.item.queryOptions({ input: { itemId: claim.itemId } }));
  return (
    <Pane title={t("title")}>
      <FoundInOutput claim={claim} stated={stated} claims={claims} claimKey={claimKey} onFollow={onFollow} />
      <ContextPart title={why("title")}>
        {/* Of a thousand items few are asked about: none is fetched unasked. */}
        <TextLink href={whyHref(claim.itemId)} prefetch={false}>
          {t("why")}
        </TextLink>
      </ContextPart>
      <ContextPart title={t("history")}>
        {isPending ? <Skeleton className="h-5 w-40" /> : <ItemHistory past={data ? pastOf(data) : []} />}
      </ContextPart>
      {data ? <GuidelinePart guideline={data.guideline} /> : null}
    </Pane>
  );
}

function whyHref(itemId: string): string {
  const at = parseItemId(itemId);
  return at ? `/batches/${at.batchId}/items/${at.seq}/why` : "/batches";
}
