"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ConversationHead } from "./conversation-answers.ts";

const AT_ONCE = 10;

/** One's own conversations about a template, to go on with. */
export function FormerConversations({
  templateId,
  onOpen,
}: {
  templateId: string;
  onOpen: (id: string) => void;
}) {
  const t = useTranslations("conversations.former");
  const list = useInfiniteQuery(
    api.conversations.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ templateId, limit: AT_ONCE, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label={t("title")} className="border-line border-t p-3">
      <h3 className="mb-2 font-medium text-muted text-xs">{t("title")}</h3>
      {list.isPending ? <Skeleton className="h-16" /> : null}
      <ProblemCallout error={list.error} />
      {list.data && items.length === 0 ? <p className="text-muted text-xs">{t("none")}</p> : null}
      <ul className="flex flex-col">
        {items.map((item) => (
          <Former key={item.id} item={item} onOpen={onOpen} />
        ))}
      </ul>
      {list.hasNextPage ? (
        <Button
          size="sm"
          variant="ghost"
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t("more")}
        </Button>
      ) : null}
    </section>
  );
}

function Former({ item, onOpen }: { item: ConversationHead; onOpen: (id: string) => void }) {
  const view = useTranslations("conversations.view");
  const { id, title, step, dataset, rowNumber, spent, updatedAt } = item;
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        onClick={() => onOpen(id)}
        className="flex w-full flex-col gap-0.5 rounded-md px-1 py-1.5 text-start hover:bg-hover"
      >
        <span className="w-full truncate">{title || view("untitled")}</span>
        <span className="flex w-full flex-wrap gap-x-2 text-muted text-xs">
          <span>
            {dataset ? view("row", { row: rowNumber ?? 0, dataset: dataset.name ?? "" }) : view("samples")}
          </span>
          {step === null ? null : <span className="break-all">{view("step", { step })}</span>}
          <DateTime iso={updatedAt} relative />
          <MoneyText value={spent} />
        </span>
      </button>
    </li>
  );
}
