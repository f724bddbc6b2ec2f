import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { USUAL_LIMIT } from "#lib/templates/step-fields.ts";
import { MOST_PASSAGES, type RetrieveStep } from "#lib/templates/template.ts";
import { CollectionChoice } from "./collection-choice.tsx";
import { QueryField } from "./query-field.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { Problem } from "./template-view.ts";

/** Which collection a step searches, and for what. */
export function RetrieveSettings({
  step,
  collections,
  problems,
  readOnly,
  onChange,
}: {
  step: RetrieveStep;
  collections: readonly OfferedCollection[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}) {
  const t = useTranslations("templates.steps.retrieve");
  const { collectionId, query, limit } = step;
  return (
    <>
      <CollectionChoice {...{ collectionId, collections, problems, readOnly, onChange }} />
      <Field label={t("limit")} optional>
        <NumberInput
          plain
          className="w-full"
          min={1}
          max={MOST_PASSAGES}
          step={1}
          placeholder={String(USUAL_LIMIT)}
          disabled={readOnly}
          value={limit ?? null}
          onValueChange={(value) => onChange({ limit: value ?? undefined })}
        />
      </Field>
      {collections.length === 0 ? (
        <Callout tone="info" className="sm:col-span-2">
          {t("none")}
        </Callout>
      ) : null}
      <QueryField
        {...{ query, problems, readOnly }}
        label={t("query")}
        hint={t("queryHint")}
        onChange={(text) => onChange({ query: text })}
      />
      <p className="text-muted text-xs sm:col-span-2">{t("read", { name: step.name || "…" })}</p>
    </>
  );
}
