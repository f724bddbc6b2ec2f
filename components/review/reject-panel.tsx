"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";

/** Why the output is rejected: a digit or a click decides. A note may be written first. */
export function RejectPanel({
  onReject,
  onLeave,
}: {
  onReject: (reason: string, note: string) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("review");
  const [note, setNote] = useState("");
  return (
    <section
      aria-label={t("reject.title")}
      className="sticky bottom-14 z-10 rounded-lg border border-line bg-raised p-3 shadow-float xl:static xl:shadow-none"
    >
      <div className="mb-2 flex items-baseline justify-between gap-2">
        <h2 className="font-semibold">{t("reject.title")}</h2>
        <Button size="sm" variant="ghost" onClick={onLeave}>
          {t("reject.leave")} <Kbd>Esc</Kbd>
        </Button>
      </div>
      <ul className="grid grid-cols-1 gap-1 sm:grid-cols-2 xl:grid-cols-5">
        {REJECT_REASONS.map(({ code, key, route, severity }) => (
          <li key={code}>
            <button
              type="button"
              onClick={() => onReject(code, note)}
              className="flex min-h-9 w-full items-start gap-2 rounded-md border border-line px-2 py-1 text-start hover:bg-hover"
            >
              <Kbd>{key}</Kbd>
              <span className="min-w-0">
                <span className="block">{t(`reason.${code}`)}</span>
                <span className="block text-faint text-xs">
                  {t(`severity.${severity}`)} · {t(`route.${route}`)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Field label={t("reject.note")} optional className="mt-2 max-w-xl">
        <Input
          value={note}
          maxLength={2000}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
          onKeyDown={({ key, nativeEvent }) => key === "Escape" && !nativeEvent.isComposing && onLeave()}
        />
      </Field>
    </section>
  );
}
