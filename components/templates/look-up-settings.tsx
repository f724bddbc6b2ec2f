import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { readsOneProduct } from "#lib/templates/step-fields.ts";
import { type LookUpStep, MOST_PRODUCTS } from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { Problem } from "./template-view.ts";

const ATTRIBUTE = "attributes.";
const BY = ["key", "category", "gtin", "attribute"] as const;

/** Which products a step reads. */
export function LookUpSettings({
  step,
  problems,
  readOnly,
  onChange,
}: {
  step: LookUpStep;
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}) {
  const t = useTranslations("templates.steps.lookUp");
  const { by, query, limit, except = "" } = step;
  const attribute = by.startsWith(ATTRIBUTE) ? by.slice(ATTRIBUTE.length) : null;
  const chosen = attribute !== null ? "attribute" : (BY.find((value) => value === by) ?? null);
  const isOne = readsOneProduct(step);
  const name = step.name || "…";
  return (
    <>
      <Field label={t("by")} group>
        <Select
          aria-label={t("by")}
          value={chosen}
          placeholder={by}
          disabled={readOnly}
          options={BY.map((value) => ({ value, label: t(`byOne.${value}`) }))}
          onValueChange={(value) => onChange({ by: value === "attribute" ? `${ATTRIBUTE}brand` : value })}
          className="w-full min-w-0"
        />
      </Field>
      {attribute === null ? null : (
        <Field label={t("attribute")}>
          <Input
            value={attribute}
            disabled={readOnly}
            spellCheck={false}
            onValueChange={(text) => onChange({ by: ATTRIBUTE + text })}
          />
        </Field>
      )}
      <div className="flex min-w-0 flex-col gap-1 sm:col-span-2">
        <Field label={t("query")} hint={t("queryHint")}>
          <Input
            value={query}
            disabled={readOnly}
            spellCheck={false}
            autoComplete="off"
            placeholder={isOne ? "{{ parent_sku }}" : "{{ brand }}"}
            className="font-mono text-xs"
            onValueChange={(text) => onChange({ query: text })}
          />
        </Field>
        <FieldProblems problems={problems} path="query" />
        <FieldProblems problems={problems} path="by" />
      </div>
      {isOne ? null : (
        <>
          <Field label={t("except")} hint={t("exceptHint")} optional>
            <Input
              value={except}
              disabled={readOnly}
              spellCheck={false}
              autoComplete="off"
              placeholder="{{ sku }}"
              className="font-mono text-xs"
              onValueChange={(text) => onChange({ except: text === "" ? undefined : text })}
            />
          </Field>
          <Field label={t("limit")} optional>
            <NumberInput
              plain
              className="w-full"
              min={1}
              max={MOST_PRODUCTS}
              step={1}
              placeholder="5"
              disabled={readOnly}
              value={limit ?? null}
              onValueChange={(value) => onChange({ limit: value ?? undefined })}
            />
          </Field>
          <FieldProblems problems={problems} path="except" />
        </>
      )}
      <p className="text-muted text-xs sm:col-span-2">
        {isOne ? t("readOne", { name }) : t("readMany", { name })}
      </p>
    </>
  );
}
