import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { USUAL_LIMIT } from "#lib/templates/step-fields.ts";
import { MOST_PASSAGES, type RetrieveStep } from "#lib/templates/template.ts";
import { FieldProblems } from "./field-problems.tsx";
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
  const isGone = collectionId !== "" && collections.every(({ id }) => id !== collectionId);
  const gone = isGone ? [{ value: collectionId, label: t("gone") }] : [];
  return (
    <>
      <div className="flex min-w-0 flex-col gap-1">
        <Field label={t("collection")} group>
          <Select
            aria-label={t("collection")}
            value={collectionId === "" ? null : collectionId}
            placeholder={t("choose")}
            disabled={readOnly || collections.length === 0}
            options={[...collections.map(({ id, name }) => ({ value: id, label: name })), ...gone]}
            onValueChange={(id) => onChange({ collectionId: id })}
            className="w-full min-w-0"
          />
        </Field>
        <FieldProblems problems={problems} path="collectionId" />
      </div>
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
      <div className="flex min-w-0 flex-col gap-1 sm:col-span-2">
        <Field label={t("query")} hint={t("queryHint")}>
          <Input
            value={query}
            disabled={readOnly}
            spellCheck={false}
            autoComplete="off"
            placeholder="{{ name }} {{ category }}"
            className="font-mono text-xs"
            onValueChange={(text) => onChange({ query: text })}
          />
        </Field>
        <FieldProblems problems={problems} path="query" />
      </div>
      <p className="text-muted text-xs sm:col-span-2">{t("read", { name: step.name || "…" })}</p>
    </>
  );
}
