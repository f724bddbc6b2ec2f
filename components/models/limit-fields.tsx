"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";

export interface LimitDraft {
  rpm: number | null;
  tpm: number | null;
  concurrency: number | null;
}

const LIMITS = ["rpm", "tpm", "concurrency"] as const;

/** A model's limits; empty means none. */
export function LimitFields({
  limits,
  onChange,
  misfit,
}: {
  limits: LimitDraft;
  onChange: (limits: LimitDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("models");
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-3">
      {LIMITS.map((limit) => (
        <Field
          key={limit}
          label={t(`limit.${limit}`)}
          hint={limit === "concurrency" ? t("concurrencyHint") : undefined}
          optional
          error={misfit(`limits.${limit}`)}
        >
          <NumberInput
            plain
            value={limits[limit]}
            min={1}
            onValueChange={(value) => onChange({ ...limits, [limit]: value })}
            className="w-full"
          />
        </Field>
      ))}
    </div>
  );
}
