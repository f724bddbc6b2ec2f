"use client";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import type { FoundPassage as Found, SearchAnswer } from "./knowledge-answer.ts";

/** Longer passages are folded at first. */
const FOLDED_FROM = 360;

/** A passage that a query found: where it stands, what it says, and its rank in each way of searching. */
export function FoundPassage({ passage, mode }: { passage: Found; mode: SearchAnswer["mode"] }) {
  const t = useTranslations("knowledge.ask");
  const format = useFormatter();
  const [open, setOpen] = useState(false);
  const { text, document, byMeaning, byWords } = passage;
  const isLong = text.length > FOLDED_FROM;
  return (
    <li className="rounded-md border border-line">
      <div className="border-line border-b bg-sunken px-3 py-2">
        <p className="wrap-anywhere font-medium">{document.name}</p>
        <Place passage={passage} />
      </div>
      <p
        className={cn("wrap-anywhere whitespace-pre-line px-3 py-2", isLong && !open && "line-clamp-6")}
        dir="auto"
      >
        {text}
      </p>
      {isLong ? (
        <Button variant="ghost" size="sm" className="mx-1 mb-1" onClick={() => setOpen(!open)}>
          {open ? t("less") : t("whole")}
        </Button>
      ) : null}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-line border-t px-3 py-2 text-xs">
        {mode === "text" ? null : (
          <Reason
            name={t("byMeaning")}
            rank={byMeaning?.rank ?? null}
            detail={
              byMeaning &&
              t("similarity", { value: format.number(byMeaning.similarity, { maximumFractionDigits: 2 }) })
            }
          />
        )}
        {mode === "vector" ? null : (
          <Reason
            name={t("byWords")}
            rank={byWords?.rank ?? null}
            detail={byWords && t("matched", { terms: byWords.matched.slice(0, 8).join(", ") })}
          />
        )}
      </dl>
    </li>
  );
}

function Reason({ name, rank, detail }: { name: string; rank: number | null; detail: string | null }) {
  const t = useTranslations("knowledge.ask");
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="wrap-anywhere">
        {rank === null ? (
          <span className="text-muted">{t("notIn")}</span>
        ) : (
          <>
            <span className="font-medium">{t("rank", { rank })}</span>
            <span className="text-muted"> · {detail}</span>
          </>
        )}
      </dd>
    </>
  );
}

function Place({ passage: { section, place } }: { passage: Found }) {
  const t = useTranslations("knowledge.ask");
  const [first, last] = place.rows ?? [];
  const parts = [
    ...(section ? [section] : []),
    ...(place.page === undefined ? [] : [t("page", { page: place.page })]),
    ...(first === undefined || last === undefined
      ? []
      : [first === last ? t("row", { row: first }) : t("rowsOf", { first, last })]),
  ];
  return parts.length > 0 ? <p className="wrap-anywhere text-muted text-xs">{parts.join(" · ")}</p> : null;
}
