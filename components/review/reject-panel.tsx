"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { RejectRoute } from "#lib/review/reject-reason.ts";
import { NoteInput } from "./note-input.tsx";
import { ReasonList } from "./reason-list.tsx";
import { rejectRoute } from "./reject-route.ts";
import { RouteChoice } from "./route-choice.tsx";

/** Why the output is rejected: a digit or a click decides. Another route may be chosen and a note written first. */
export function RejectPanel({
  route: chosen,
  triesLeft,
  onRoute,
  onReject,
  onLeave,
}: {
  /** Another route than the reason's; `null` for that one. */
  route: RejectRoute | null;
  /** How often the output may still be made anew. */
  triesLeft: number;
  onRoute: (route: RejectRoute | null) => void;
  onReject: (reason: string, note: string) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("review");
  const [note, setNote] = useState("");
  return (
    <section
      aria-label={t("reject.title")}
      className="max-h-[60dvh] overflow-y-auto rounded-lg border border-line bg-raised p-3 shadow-float xl:max-h-none xl:shadow-none"
    >
      <div className="mb-2 flex items-baseline justify-between gap-2">
        <h2 className="font-semibold">{t("reject.title")}</h2>
        <Button size="sm" variant="ghost" onClick={onLeave}>
          {t("reject.leave")} <Kbd>Esc</Kbd>
        </Button>
      </div>
      <RouteChoice chosen={chosen} triesLeft={triesLeft} onChoose={onRoute} />
      <ReasonList
        onChoose={(code) => onReject(code, note)}
        routeOf={(code) => rejectRoute(code, { chosen, triesLeft })}
      />
      <NoteInput value={note} onValue={setNote} onLeave={onLeave} />
    </section>
  );
}
