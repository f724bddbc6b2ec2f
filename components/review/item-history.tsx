"use client";
import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import type { PastEvent } from "./item-past.ts";
import { useCheckName } from "./use-check-name.ts";

/** What was decided on an item and written about it, oldest first. */
export function ItemHistory({ past }: { past: readonly PastEvent[] }) {
  const t = useTranslations("review");
  if (past.length === 0) return <p className="text-muted">{t("context.noHistory")}</p>;
  return (
    <ol className="flex flex-col gap-1.5">
      {past.map((event) => (
        <PastEventLine key={event.id} event={event} />
      ))}
    </ol>
  );
}

/** One thing that happened: by whom and when, and what they said. */
export function PastEventLine({ event }: { event: PastEvent }) {
  const t = useTranslations("review");
  return (
    <li>
      <span className="font-medium">
        <Deed event={event} />
      </span>{" "}
      <span className="text-faint text-xs">
        <DateTime iso={event.at} />
      </span>
      {event.kind === "decision" && event.reason ? (
        <p className="text-muted">
          {t(`reason.${event.reason as "other"}`)}
          {event.route ? ` → ${t(`route.${event.route}`)}` : null}
        </p>
      ) : null}
      <Words text={wordsOf(event)} />
    </li>
  );
}

function Deed({ event }: { event: PastEvent }) {
  const t = useTranslations("review");
  const nameOf = useCheckName();
  const { name } = event.by;
  if (event.kind === "message") return t("did.write", { name });
  return event.kind === "override"
    ? t("override.did", { name, check: nameOf(event.check), version: event.outputVersion })
    : t(`did.${event.decision}`, { name });
}

function wordsOf(event: PastEvent): string | null {
  if (event.kind === "message") return event.text;
  return event.kind === "override" ? event.reason : event.note;
}

function Words({ text }: { text: string | null }) {
  return text ? (
    <p className="whitespace-pre-wrap break-words text-muted" dir="auto">
      {text}
    </p>
  ) : null;
}
