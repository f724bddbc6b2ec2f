import { useQuery } from "@tanstack/react-query";
import { api } from "#components/api/client.ts";

/** The selection that a page is opened with, counted now; nothing where there is none or it is gone. */
export function useSelection(selectionId: string | null) {
  const { data, isLoading } = useQuery({
    ...api.selections.get.queryOptions({ input: { id: selectionId ?? "" } }),
    enabled: selectionId !== null,
    retry: false,
  });
  return { selection: selectionId === null ? undefined : data, isLoading };
}
