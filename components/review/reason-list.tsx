"use client";
import { useTranslations } from "next-intl";
import { Kbd } from "#components/ui/kbd.tsx";
import { REJECT_REASONS, type RejectCode, type RejectRoute } from "#lib/review/reject-reason.ts";

/** The reasons to reject, each with its digit. @param routeOf where a rejection for it goes, where that is told. */
export function ReasonList({
  onChoose,
  routeOf,
}: {
  onChoose: (code: RejectCode) => void;
  routeOf?: (code: RejectCode) => RejectRoute;
}) {
  const t = useTranslations("review");
  return (
    <ul className="grid grid-cols-2 gap-1 xl:grid-cols-5">
      {REJECT_REASONS.map(({ code, key, severity }) => (
        <li key={code}>
          <button
            type="button"
            onClick={() => onChoose(code)}
            className="flex min-h-9 w-full items-start gap-2 rounded-md border border-line px-2 py-1 text-start hover:bg-hover"
          >
            <Kbd>{key}</Kbd>
            <span className="min-w-0">
              <span className="block">{t(`reason.${code}`)}</span>
              <span className="block text-faint text-xs">
                {t(`severity.${severity}`)}
                {routeOf ? ` · ${t(`route.${routeOf(code)}`)}` : null}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
