"use client";
import { useTranslations } from "next-intl";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { DocumentLine } from "./knowledge-answer.ts";

const tones = { queued: "neutral", indexing: "info", ready: "success", failed: "danger" } as const;

export interface DocumentStateProps {
  document: DocumentLine;
  /** A former one of its name is found until it is ready. */
  isReplacing: boolean;
}

/** How far a document is, and why it failed if it did. */
export function DocumentState({ document, isReplacing }: DocumentStateProps) {
  const t = useTranslations("knowledge");
  const { status, failure, fileName, progress } = document;
  return (
    <span className="flex flex-col gap-1 py-1">
      <StateBadge tone={tones[status]} busy={status === "indexing"}>
        {status === "indexing" && !progress.read ? t("documents.reading") : t(`status.${status}`)}
      </StateBadge>
      {status === "indexing" && progress.read ? (
        <ProgressBar
          className="w-40"
          value={progress.embedded}
          max={progress.passages}
          label={t("documents.progress", { name: fileName })}
          caption={t("documents.embedding", { done: progress.embedded, all: progress.passages })}
        />
      ) : null}
      {isReplacing ? <span className="text-muted text-xs">{t("documents.replaces")}</span> : null}
      {failure ? <span className="wrap-anywhere text-muted text-xs">{failure.message}</span> : null}
    </span>
  );
}
