"use client";
import { type DateTimeFormatOptions, useFormatter, useTranslations } from "next-intl";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import type { SaveState } from "./use-draft.ts";

/** Quietly, whether what is on the screen is saved, and when. */
export function SaveLine({ state, onRetry }: { state: SaveState; onRetry: () => void }) {
  const t = useTranslations("templates.saving");
  const format = useFormatter();
  const textOf = useProblemText();
  if (state.kind === "failed")
    return (
      <span role="alert" className="flex items-center gap-2 text-danger-text">
        {t("failed", { reason: textOf(state.error) })}
        <Button size="sm" onClick={onRetry}>
          {t("retry")}
        </Button>
      </span>
    );
  const words = { saving: t("saving"), dirty: t("dirty"), conflict: t("conflict") };
  return (
    <span role="status" className={state.kind === "conflict" ? "text-danger-text" : undefined}>
      {state.kind === "saved"
        ? t("saved", { time: format.dateTime(new Date(state.at), timeFormatOf(state.at)) })
        : words[state.kind]}
    </span>
  );
}

// Today's time says enough; an older one needs its date.
function timeFormatOf(at: string): DateTimeFormatOptions {
  const isRecent = Date.now() - new Date(at).getTime() < 12 * 60 * 60_000;
  return isRecent
    ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
    : { dateStyle: "medium", timeStyle: "short" };
}
