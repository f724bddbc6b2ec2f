"use client";
import type { ProcedureUtils } from "@orpc/tanstack-query";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface PagedListOptions<Input, Item> {
  filter: Omit<Input, "cursor">;
  /** As the server has rendered it. */
  firstPage: Page<Item>;
  /** How often the list is read again, if it is. */
  refreshMs?: number | false | ((items: Item[]) => number | false);
}

/** A list of the API that begins with a rendered page and goes on at the reader's wish: `<DataTable {...paging}>`. */
export function usePagedList<Input extends { cursor?: string | undefined }, Item>(
  route: ProcedureUtils<Record<never, never>, Input, Page<Item>, Error>,
  { filter, firstPage, refreshMs = false }: PagedListOptions<Input, Item>,
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
  return {
    items: itemsOf(list.data.pages),
    error: list.error,
    refetch: list.refetch,
    paging: {
      hasMore: list.hasNextPage,
      loadingMore: list.isFetchingNextPage,
      onLoadMore: () => void list.fetchNextPage(),
    },
  };
}

function itemsOf<Item>(pages: Page<Item>[] = []): Item[] {
  return pages.flatMap((page) => page.items);
}
