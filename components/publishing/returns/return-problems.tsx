"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

const PAGE = 50;

/** What was wrong with the file that came back last, unit by unit. */
export function ReturnProblems({ publicationId, count }: { publicationId: string; count: number }) {
  const t = useTranslations("publishing.returns");
  const textOf = useProblemText();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    api.publications.refused.infiniteOptions({
      input: (cursor: string | undefined) => ({
        ...{ id: publicationId, of: "return" as const, limit: PAGE },
        ...(cursor !== undefined && { cursor }),
      }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    }),
  );
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div>
      <h4 className="mb-1 text-muted text-xs">{t("problems", { count })}</h4>
      {error ? <Callout tone="danger">{textOf(error)}</Callout> : null}
      <ul className="flex flex-col">
        {rows.map(({ itemId, key, unit = "", line = null, problems }) => (
          <li
            key={`${itemId} ${unit} ${line} ${problems[0]?.code}`}
            className="flex flex-col border-line border-b py-2 last:border-b-0"
          >
            <span className="flex flex-wrap items-baseline gap-x-2">
              <span className="break-all font-medium">{key || unit}</span>
              <span className="break-all text-muted text-xs">{problems[0]?.column}</span>
              {line === null ? null : <span className="text-muted text-xs">{t("line", { line })}</span>}
            </span>
            <span className="break-words text-xs">{problems.map(({ message }) => message).join(" ")}</span>
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
    </div>
  );
}
