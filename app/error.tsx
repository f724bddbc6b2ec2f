"use client";
import { useTranslations } from "next-intl";
import { ErrorState } from "#components/ui/error-state.tsx";

/** When a page fails; the shell stays if the failure was inside it. */
export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations("common.error");
  return (
    <ErrorState
      title={t("title")}
      detail={
        <>
          <p>{t("detail")}</p>
          {error.digest ? <p className="mt-1 text-xs">{t("reference", { digest: error.digest })}</p> : null}
        </>
      }
      onRetry={reset}
    />
  );
}
