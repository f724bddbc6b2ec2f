"use client";
import { type DataTag, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

/**
 * Puts what the page has read on the server where queries of this page look for it, so that nothing shows up late and
 * pushes what is below it. Queries read it anew as they otherwise would.
 * @param answer `null` leaves it to them to ask.
 */
export function useKnownAnswer<Answer>(
  { queryKey }: { queryKey: DataTag<QueryKey, Answer, Error> },
  answer: NoInfer<Answer> | null,
): void {
  const queries = useQueryClient();
  useState(() => answer !== null && queries.setQueryData(queryKey, () => answer));
}
