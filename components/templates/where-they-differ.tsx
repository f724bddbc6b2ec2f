"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { rejectReason } from "#lib/review/reject-reason.ts";
import { type JudgeExample, type JudgeSpec, MOST_JUDGE_EXAMPLES } from "#lib/templates/evaluator-spec.ts";

const PAGE = 20;
const MOST_CHARS = 4_000;
const MOST_WHY = 500;

export interface WhereTheyDifferProps {
  templateId: string;
  spec: JudgeSpec;
  readOnly: boolean;
  /** Makes an output with what people said of it an example of the judge. */
  onUse: (example: JudgeExample) => void;
}

/** The outputs on which a judge and people differ, each with what both said; one can become an example of the judge. */
export function WhereTheyDiffer({ templateId, spec, readOnly, onUse }: WhereTheyDifferProps) {
  const t = useTranslations("templates.evaluators");
  const [isOpen, setOpen] = useState(false);
  const { name } = spec;
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      width="lg"
      title={t("differTitle", { name })}
      trigger={
        <Button size="sm" className="self-start">
          {t("disagreements")}
        </Button>
      }
    >
      {isOpen ? <Differences {...{ templateId, spec, readOnly, onUse }} /> : null}
    </Dialog>
  );
}

function Differences({ templateId, spec, readOnly, onUse }: WhereTheyDifferProps) {
  const t = useTranslations("templates.evaluators");
  const common = useTranslations("common.action");
  const reasons = useTranslations("review.reason");
  const list = useInfiniteQuery(
    api.judges.disagreements.infiniteOptions({
      input: (cursor: string | undefined) => ({
        id: templateId,
        judge: spec.name,
        limit: PAGE,
        ...(cursor && { cursor }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  if (list.isPending) return <Skeleton className="h-40 w-full" />;
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return <p className="text-muted">{t("differNone")}</p>;
  const isFull = spec.examples.length >= MOST_JUDGE_EXAMPLES;
  return (
    <ul className="grid gap-3">
      {items.map(
        ({ decisionId, batchId, seq, output, score, why, personPassed, decision, reason, note, by, at }) => {
          const text = JSON.stringify(output);
          const said = [reason && reasons(rejectReason(reason)?.code ?? "other"), note]
            .filter(Boolean)
            .join(": ");
          const isExample = spec.examples.some((example) => example.output === text);
          return (
            <li key={decisionId} className="grid gap-1 border-line border-t pt-2">
              <p className="line-clamp-4 break-words">{textOf(output)}</p>
              <p className="text-xs">{t("judgeSaid", { score, reason: why })}</p>
              <p className="text-xs">
                {t("personSaid", { person: by ?? "–", decision, why: said === "" ? "none" : said })}{" "}
                <span className="text-muted">
                  <DateTime iso={at} />
                </span>
              </p>
              <p className="flex items-center gap-3">
                <TextLink href={`/batches/${batchId}/items/${seq}/why`}>#{seq + 1}</TextLink>
                {readOnly || text.length > MOST_CHARS ? null : (
                  <Button
                    size="sm"
                    disabled={isExample || isFull}
                    onClick={() =>
                      onUse({
                        output: text,
                        isGood: personPassed,
                        ...(said !== "" && { why: said.slice(0, MOST_WHY) }),
                      })
                    }
                  >
                    {t(isExample ? "isExample" : "useAsExample")}
                  </Button>
                )}
              </p>
            </li>
          );
        },
      )}
      {list.hasNextPage ? (
        <li>
          <Button size="sm" onClick={() => list.fetchNextPage()}>
            {common("loadMore")}
          </Button>
        </li>
      ) : null}
    </ul>
  );
}

function textOf(output: Record<string, unknown>): string {
  return Object.values(output)
    .map((value) => (typeof value === "string" ? value : JSON.stringify(value)))
    .join(" · ");
}
