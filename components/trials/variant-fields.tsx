"use client";
import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import {
  asksModelIn,
  type ModelChoice,
  type VariantDraft,
  type VersionChoice,
  variantLetter,
} from "./trial-draft.ts";

export interface VariantFieldsProps {
  index: number;
  variant: VariantDraft;
  versions: readonly VersionChoice[];
  models: readonly ModelChoice[];
  onChange: (variant: VariantDraft) => void;
  /** Absent for the only one. */
  onRemove: (() => void) | undefined;
}

/** One variant: a version of a template on a model with its parameters. */
export function VariantFields({ index, variant, versions, models, onChange, onRemove }: VariantFieldsProps) {
  const t = useTranslations("trials.new");
  const tCommon = useTranslations("common.simulated");
  const letter = variantLetter(index);
  return (
    <Card
      title={t("variant", { letter })}
      actions={
        onRemove ? (
          <Button
            size="sm"
            variant="ghost"
            icon={<Trash2 aria-hidden />}
            aria-label={t("removeVariant", { letter })}
            onClick={onRemove}
          />
        ) : null
      }
    >
      <div className="grid gap-4 p-1 sm:grid-cols-2">
        <Field label={t("version")}>
          <Combobox
            options={versions.map(({ id, template, number }) => ({
              value: id,
              label: number === null ? t("draftOf", { template }) : t("versionOf", { template, number }),
            }))}
            value={variant.templateVersionId}
            onValueChange={(templateVersionId) => onChange({ ...variant, templateVersionId })}
            placeholder={t("chooseVersion")}
          />
        </Field>
        {asksModelIn(versions, variant) ? (
          <>
            <Field label={t("model")}>
              <Combobox
                options={models.map(({ id, name, providerName, simulated, hasPrice }) => ({
                  value: id,
                  label: name,
                  hint: [providerName, simulated ? tCommon("label") : "", hasPrice ? "" : t("noPrice")]
                    .filter(Boolean)
                    .join(" · "),
                }))}
                value={variant.modelId}
                onValueChange={(modelId) => onChange({ ...variant, modelId })}
                placeholder={t("chooseModel")}
              />
            </Field>
            <Field label={t("temperature")} hint={t("temperatureHint")} optional>
              <NumberInput
                value={variant.temperature}
                min={0}
                max={2}
                step={0.1}
                onValueChange={(temperature) => onChange({ ...variant, temperature })}
              />
            </Field>
            <Field label={t("maxOutputTokens")} hint={t("maxOutputTokensHint")} optional>
              <NumberInput
                value={variant.maxOutputTokens}
                min={1}
                max={200_000}
                step={100}
                onValueChange={(maxOutputTokens) => onChange({ ...variant, maxOutputTokens })}
              />
            </Field>
          </>
        ) : (
          <p className="self-end text-muted">{t("noModel")}</p>
        )}
      </div>
    </Card>
  );
}
