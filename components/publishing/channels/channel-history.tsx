"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { Input } from "#components/ui/input.tsx";
import { valueSummary } from "#components/ui/value-summary.ts";

/** What stood in a channel under a product's key: when, by whom, approved by whom. */
export function ChannelHistory({ channelId }: { channelId: string }) {
  const t = useTranslations("publishing.channels.history");
  const words = useTranslations("publishing.entry");
  const textOf = useProblemText();
  const [typed, setTyped] = useState("");
  const [key, setKey] = useState<string | null>(null);
  const { data, error } = useQuery({
    ...api.channels.history.queryOptions({ input: { id: channelId, key: key ?? "", limit: 50 } }),
    enabled: key !== null,
  });

  function look(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setKey(typed.trim() === "" ? null : typed.trim());
  }

  return (
    <div className="flex flex-col gap-2">
      <form onSubmit={look} className="flex gap-2">
        <Input
          aria-label={t("key")}
          placeholder={t("key")}
          value={typed}
          onValueChange={setTyped}
          maxLength={500}
          spellCheck={false}
        />
        <Button type="submit">{t("look")}</Button>
      </form>
      {error ? <p className="text-danger-text">{textOf(error)}</p> : null}
      {data?.items.length === 0 ? <p className="text-muted">{t("nothing")}</p> : null}
      {data && data.items.length > 0 ? (
        <ol aria-label={t("title")} className="rounded-md border border-line">
          {data.items.map(({ id, at, language, change, fields, isCurrent, by, approvedBy, reason }) => (
            <li key={id} className="flex flex-col gap-1 border-line border-b px-3 py-2 last:border-b-0">
              <div className="flex flex-wrap items-center gap-2">
                <Badge tone={change === "removed" ? "danger" : "neutral"}>{words(change)}</Badge>
                <span className="text-muted text-xs">{language}</span>
                {isCurrent ? <Badge tone="success">{t("current")}</Badge> : null}
                <span className="ms-auto text-muted text-xs">
                  <DateTime iso={at} />
                </span>
              </div>
              {fields ? (
                <dl lang={language} className="grid grid-cols-[auto_1fr] gap-x-3 text-xs">
                  {Object.entries(fields).map(([name, value]) => (
                    <div key={name} className="contents">
                      <dt className="text-muted">{name}</dt>
                      <dd className="min-w-0 break-words">{valueSummary(value)}</dd>
                    </div>
                  ))}
                </dl>
              ) : null}
              <p className="text-muted text-xs">
                {by ? t("by", { name: by }) : null}{" "}
                {approvedBy ? t("approvedBy", { name: approvedBy }) : null}{" "}
                {reason ? t("reason", { reason }) : null}
              </p>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
}
