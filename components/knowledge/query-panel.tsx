"use client";
import { useMutation } from "@tanstack/react-query";
import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { FoundPassage } from "./found-passage.tsx";
import type { SearchAnswer } from "./knowledge-answer.ts";

const MODES = ["hybrid", "vector", "text"] as const;
const MOST_SHOWN = 8;

/** Tries a query: what a template would get, and why. @param byMeaning whether this installation can search by vectors. */
export function QueryPanel({ collectionId, byMeaning }: { collectionId: string; byMeaning: boolean }) {
  const t = useTranslations("knowledge.ask");
  const [query, setQuery] = useState("");
  const [mode, setMode] = useState<(typeof MODES)[number]>(byMeaning ? "hybrid" : "text");
  const search = useMutation({
    mutationFn: (question: Parameters<typeof client.collections.search>[0]) =>
      client.collections.search(question),
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (query.trim()) search.mutate({ id: collectionId, query, mode, limit: MOST_SHOWN });
  }

  return (
    <Card title={t("title")}>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <Field label={t("query")} className="min-w-40 flex-1 basis-full">
          <Input
            value={query}
            maxLength={2_000}
            autoComplete="off"
            onChange={(event) => setQuery(event.target.value)}
          />
        </Field>
        <Field label={t("mode")} className="flex-1" group>
          <Select
            aria-label={t("mode")}
            className="w-full"
            value={mode}
            onValueChange={setMode}
            options={MODES.map((value) => ({
              value,
              label: t(`modes.${value}`),
              disabled: !byMeaning && value !== "text",
            }))}
          />
        </Field>
        <Button
          type="submit"
          icon={<Search aria-hidden />}
          loading={search.isPending}
          disabled={query.trim() === ""}
        >
          {t("search")}
        </Button>
      </form>
      <div aria-live="polite" className="mt-4 flex flex-col gap-3">
        <ProblemCallout error={search.error} />
        {search.isPending ? <Skeleton className="h-32 w-full" /> : null}
        {!search.isPending && search.data ? <Found found={search.data} /> : null}
        {search.isIdle ? <p className="text-muted">{t("untried")}</p> : null}
      </div>
    </Card>
  );
}

function Found({ found: { mode, notice, passages } }: { found: SearchAnswer }) {
  const t = useTranslations("knowledge.ask");
  return (
    <>
      {notice ? <Callout tone="warning">{notice.message}</Callout> : null}
      {passages.length === 0 ? (
        <EmptyState title={t("none")} cause={t("noneCause")} />
      ) : (
        <>
          <p className="text-muted text-xs">{t("result", { count: passages.length })}</p>
          <ol className="flex flex-col gap-3">
            {passages.map((passage) => (
              <FoundPassage key={passage.id} passage={passage} mode={mode} />
            ))}
          </ol>
        </>
      )}
    </>
  );
}
