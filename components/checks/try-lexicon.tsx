"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

export interface TryLexiconProps {
  lexiconId: string;
  language: string;
  /** Whether there are changes that are not saved, and so not tried. */
  isChanged: boolean;
}

/** A text to try a lexicon on, as it is saved. */
export function TryLexicon({ lexiconId, language, isChanged }: TryLexiconProps) {
  const t = useTranslations("checks.lexicon");
  const [text, setText] = useState("");
  const [tried, setTried] = useState<{ text: string; hits: Hit[] } | null>(null);
  const trial = useChange(client.lexicons.try, { touches: [] });
  return (
    <Card title={t("try")}>
      <div className="flex flex-col gap-2">
        {isChanged ? <p className="text-muted text-xs">{t("trySaved")}</p> : null}
        <Textarea
          aria-label={t("tryText")}
          placeholder={t("tryText")}
          rows={4}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button
          disabled={text.trim() === ""}
          loading={trial.pending}
          onClick={() => trial.run({ id: lexiconId, text, language }, ({ hits }) => setTried({ text, hits }))}
        >
          {t("tryNow")}
        </Button>
        {trial.problem ? <Callout tone="danger">{trial.problem}</Callout> : null}
        <div aria-live="polite">{tried ? <Tried {...tried} /> : null}</div>
      </div>
    </Card>
  );
}

interface Hit {
  term: string;
  from: number;
  to: number;
  severity: "warn" | "block";
  suggestion: string | null;
}

function Tried({ text, hits }: { text: string; hits: Hit[] }) {
  const t = useTranslations("checks.lexicon");
  if (hits.length === 0) return <StateBadge tone="success">{t("tryNone")}</StateBadge>;
  const letters = [...text];
  return (
    <ul className="flex flex-col gap-1">
      {hits.map(({ term, from, to, severity, suggestion }) => (
        <li key={`${from}-${to}-${term}`} className="flex flex-wrap items-center gap-2">
          <StateBadge tone={severity === "block" ? "danger" : "warning"}>
            {letters.slice(from, to).join("")}
          </StateBadge>
          {suggestion ? <span className="text-muted text-xs">{t("tryInstead", { suggestion })}</span> : null}
        </li>
      ))}
    </ul>
  );
}
