"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { problemOf } from "#components/api/client.ts";

export interface Change<Input, Answer> {
  run: (input: Input, onDone?: (answer: Answer) => void) => void;
  pending: boolean;
  /** What the server refused, in the reader's language; `null` when nothing. */
  problem: string | null;
  /** What is wrong with one field. */
  misfit: (path: string) => string | null;
}

/** A change through the API: its refusals as texts, and the lists it touches read again afterwards. */
export function useChange<Input, Answer>(
  change: (input: Input) => Promise<Answer>,
  { touches }: { touches: readonly (readonly unknown[])[] },
): Change<Input, Answer> {
  const t = useTranslations("errors");
  const queries = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const mutation = useMutation({
    mutationFn: change,
    onMutate: () => setError(null),
    onError: setError,
    onSuccess: async () => {
      await Promise.all(touches.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
  });
  const problem = problemOf(error);
  const fields = problem?.errors ?? [];
  return {
    run: (input, onDone) => mutation.mutate(input, { onSuccess: (answer) => onDone?.(answer) }),
    pending: mutation.isPending,
    problem: error && fields.length === 0 ? (problem?.detail ?? t("offline")) : null,
    misfit: (path) => fields.find((field) => field.path === path)?.message ?? null,
  };
}
