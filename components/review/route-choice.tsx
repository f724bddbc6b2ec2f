"use client";
import { useTranslations } from "next-intl";
import { Kbd } from "#components/ui/kbd.tsx";
import type { RejectRoute } from "#lib/review/reject-reason.ts";
import { ROUTE_KEYS } from "./review-key.ts";

/** Another route than the reason's own: a key or a click chooses it, the same again takes it back. */
export function RouteChoice({
  chosen,
  triesLeft,
  onChoose,
}: {
  chosen: RejectRoute | null;
  triesLeft: number;
  onChoose: (route: RejectRoute | null) => void;
}) {
  const t = useTranslations("review");
  return (
    <fieldset className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <legend className="float-left me-1 text-muted">{t("reject.route")}</legend>
      {ROUTE_KEYS.map(({ key, route }) => {
        const isChosen = chosen === route;
        const isUsedUp = route === "regenerate" && triesLeft === 0;
        return (
          <button
            key={route}
            type="button"
            aria-pressed={isChosen}
            disabled={isUsedUp}
            onClick={() => onChoose(isChosen ? null : route)}
            className="flex min-h-7 items-center gap-1.5 rounded-md border border-line px-2 hover:bg-hover disabled:opacity-60 aria-pressed:border-accent aria-pressed:bg-accent-soft"
          >
            <Kbd>{key.toUpperCase()}</Kbd>
            <span>{t(`route.${route}`)}</span>
            {route === "regenerate" ? (
              <span className="text-faint text-xs">{t("reject.triesLeft", { count: triesLeft })}</span>
            ) : null}
          </button>
        );
      })}
    </fieldset>
  );
}
