"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { PARTS } from "#lib/datasets/split.ts";
import { TRAINING_FILES } from "#lib/publishing/channels/training-set/training-config.ts";
import type { TrainingDraft } from "./training-draft.ts";

/** What is set of a channel that writes training sets; what would move products between parts only while it is new. */
export function TrainingFields({
  draft,
  isNew,
  onChange,
  misfit,
}: {
  draft: TrainingDraft;
  isNew: boolean;
  onChange: (draft: TrainingDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.training");
  const set = (change: Partial<TrainingDraft>) => onChange({ ...draft, ...change });
  const sum = PARTS.reduce((all, split) => all + draft.shares[split], 0);
  return (
    <>
      <Field label={t("file")} hint={t(`fileHints.${draft.file}`)} group error={misfit("config.file")}>
        <Select
          aria-label={t("file")}
          value={draft.file}
          disabled={!isNew}
          onValueChange={(file) => set({ file })}
          options={TRAINING_FILES.map((value) => ({ value, label: t(`files.${value}`) }))}
        />
      </Field>
      <Field
        label={t("shares")}
        hint={isNew ? t("sharesHint") : t("sharesFixed")}
        group
        error={sum === 100 ? misfit("config.shares") : t("sharesSum", { sum })}
      >
        <div className="grid grid-cols-3 gap-2 sm:flex sm:gap-4">
          {PARTS.map((split) => (
            <div key={split} className="flex flex-col gap-1 text-xs">
              <span className="text-muted" aria-hidden>
                {t(`split.${split}`)}
              </span>
              <NumberInput
                aria-label={t(`split.${split}`)}
                value={draft.shares[split]}
                disabled={!isNew}
                onValueChange={(share) => set({ shares: { ...draft.shares, [split]: share ?? 0 } })}
                min={0}
                max={100}
                unit="%"
                className="w-full sm:w-36"
              />
            </div>
          ))}
        </div>
      </Field>
      <div className="flex flex-wrap gap-4">
        <Field label={t("similarity")} hint={t("similarityHint")} error={misfit("config.similarity")}>
          <NumberInput
            value={draft.similarity}
            onValueChange={(similarity) => similarity !== null && set({ similarity })}
            min={50}
            max={100}
            unit="%"
          />
        </Field>
        <Field label={t("maxTokens")} hint={t("maxTokensHint")} error={misfit("config.maxTokens")}>
          <NumberInput
            value={draft.maxTokens}
            onValueChange={(maxTokens) => maxTokens !== null && set({ maxTokens })}
            min={64}
            max={2_000_000}
            step={1_024}
          />
        </Field>
      </div>
      {draft.file === "samples" ? null : (
        <div className="flex flex-wrap gap-4">
          <Field label={t("price")} hint={t("priceHint")} optional error={misfit("config.pricePerMTok")}>
            <Input
              value={draft.pricePerMTok}
              onValueChange={(pricePerMTok) => set({ pricePerMTok })}
              inputMode="decimal"
              autoComplete="off"
            />
          </Field>
          <Field label={t("currency")} error={misfit("config.currency")}>
            <Input
              value={draft.currency}
              onValueChange={(currency) => set({ currency })}
              maxLength={3}
              autoComplete="off"
              spellCheck={false}
              className="w-24"
            />
          </Field>
          <Field label={t("epochs")} error={misfit("config.epochs")}>
            <NumberInput
              value={draft.epochs}
              onValueChange={(epochs) => epochs !== null && set({ epochs })}
              min={1}
              max={50}
            />
          </Field>
        </div>
      )}
    </>
  );
}
