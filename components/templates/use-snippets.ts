"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "#components/api/client.ts";
import type { UsedSnippet } from "#lib/templates/snippets/snippet.ts";
import { usedSnippets } from "#lib/templates/snippets/used-snippets.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

/** The newest of every snippet, and a draft with the snippets that its texts name. */
export function useSnippets(body: TemplateBody): { library: UsedSnippet[]; whole: TemplateBody } {
  const { data } = useQuery({ ...api.snippets.list.queryOptions({ input: {} }), staleTime: 30_000 });
  const library = useMemo(
    () => (data?.items ?? []).map(({ id, name, version, text }) => ({ id, name, version, text })),
    [data],
  );
  const whole = useMemo(() => ({ ...body, snippets: usedSnippets(body, library) }), [body, library]);
  return { library, whole };
}
