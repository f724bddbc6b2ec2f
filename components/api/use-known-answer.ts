"use client";
import { type DataTag, type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

/**
 * Puts what the page has read on the server where queries of this page look for it, so that nothing shows up late and
 * pushes what is below it. Queries read it anew as they otherwise would.
 */
export function useKnownAnswer<Answer>(
  { queryKey }: { queryKey: DataTag<QueryKey, Answer, Error> },
  answer: NoInfer<Answer>,
): void {
  const queries = useQueryClient();
  // Once, and before the first of them is rendered.
  useState(() => queries.setQueryData(queryKey, () => answer));
}
