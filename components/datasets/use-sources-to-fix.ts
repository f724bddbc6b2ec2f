"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { api, type client } from "#components/api/client.ts";

export type SourceToFix = Awaited<ReturnType<typeof client.review.sourcesToFix>>["items"][number];

/** The rejected items that wait for a row of a dataset, as they are read. */
export function useSourcesToFix(id: string) {
  const list = useInfiniteQuery({
    ...api.review.sourcesToFix.infiniteOptions({
      input: (cursor: string | undefined) => ({ id, ...(cursor && { cursor }) }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.nextCursor ?? undefined,
    }),
    placeholderData: keepPreviousData,
    refetchOnMount: "always",
  });
  const pages = list.data?.pages ?? [];
  return {
    items: pages.flatMap(({ items }): SourceToFix[] => items),
    count: pages[0]?.count ?? 0,
    error: list.error,
    isPending: list.isPending,
    refetch: list.refetch,
    paging: {
      hasMore: list.hasNextPage,
      loadingMore: list.isFetchingNextPage,
      onLoadMore: () => void list.fetchNextPage(),
    },
  };
}
