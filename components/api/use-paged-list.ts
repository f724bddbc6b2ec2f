"use client";
import type { ProcedureUtils } from "@orpc/tanstack-query";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface PagedListOptions<Input, Answer extends Page<unknown>> {
  filter: Omit<Input, "cursor">;
  /** As the server has rendered it: not made anew in every render. */
  firstPage: Answer;
  /** How often the list is read again, if it is. */
  refreshMs?: number | false | ((items: Answer["items"]) => number | false);
}

/**
 * A list of the API that begins with a rendered page and goes on at the reader's wish: `<DataTable {...paging}>`. It is
 * read anew where the page is rendered again.
 */
export function usePagedList<Input extends { cursor?: string | undefined }, Answer extends Page<unknown>>(
  route: ProcedureUtils<Record<never, never>, Input, Answer, Error>,
  { filter, firstPage, refreshMs = false }: PagedListOptions<Input, Answer>,
) {
  const list = useInfiniteQuery({
    ...route.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...filter, ...(cursor && { cursor }) }) as Input,
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    initialData: { pages: [firstPage], pageParams: [undefined] },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      typeof refreshMs === "function" ? refreshMs(itemsOf(state.data?.pages)) : refreshMs,
  });
  const { refetch } = list;
  const rendered = useRef(firstPage);
  useEffect(() => {
    if (rendered.current === firstPage) return;
    rendered.current = firstPage;
    void refetch();
  }, [firstPage, refetch]);
  return {
    items: itemsOf(list.data.pages),
    error: list.error,
    refetch,
    paging: {
      hasMore: list.hasNextPage,
      loadingMore: list.isFetchingNextPage,
      onLoadMore: () => void list.fetchNextPage(),
    },
  };
}

function itemsOf<Answer extends Page<unknown>>(pages: readonly Answer[] = []): Answer["items"] {
  return pages.flatMap((page) => page.items);
}
