"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";

export interface ErrorStateProps {
  title: ReactNode;
  /** What was kept and what to do. */
  detail?: ReactNode;
  onRetry?: (() => void) | undefined;
  /** Instead of, or beside, trying again. */
  action?: ReactNode;
}

/** Something failed: says what happened, what was kept, what to do. */
export function ErrorState({ title, detail, onRetry, action }: ErrorStateProps) {
  const t = useTranslations("common.action");
  return (
    <div role="alert" className="flex flex-col items-center gap-1 px-4 py-10 text-center">
      <CircleAlert className="mb-1 size-5 text-danger-text" aria-hidden />
      <p className="font-medium">{title}</p>
      {detail ? <div className="max-w-md text-pretty text-muted">{detail}</div> : null}
      {onRetry || action ? (
        <div className="mt-3 flex flex-wrap justify-center gap-2">
          {onRetry ? <Button onClick={onRetry}>{t("retry")}</Button> : null}
          {action}
        </div>
      ) : null}
    </div>
  );
}
