import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { USUAL_EXAMPLES } from "#lib/templates/step-fields.ts";
import { type ExamplesStep, type InputColumn, MOST_EXAMPLES } from "#lib/templates/template.ts";
import { CollectionChoice } from "./collection-choice.tsx";
import { ExampleRowsIndex } from "./example-rows-index.tsx";
import { QueryField } from "./query-field.tsx";
import type { StepPart } from "./step-in-hand.ts";
import type { DatasetChoice, Problem } from "./template-view.ts";

export interface NearestSettingsProps {
  step: ExamplesStep;
  inputs: readonly InputColumn[];
  datasets: readonly DatasetChoice[];
  collections: readonly OfferedCollection[];
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: StepPart) => void;
}

/** Where the nearest rows of a dataset are looked for, and by what. */
export function NearestSettings({
  step,
  inputs,
  datasets,
  collections,
  problems,
  readOnly,
  onChange,
}: NearestSettingsProps) {
  const t = useTranslations("templates.steps.examples");
  const words = useTranslations("templates.steps.retrieve");
  const { collectionId, datasetId, query, limit, answers } = step;
  const isGone = collectionId !== "" && collections.every(({ id }) => id !== collectionId);
  const columns = datasets.find(({ id }) => id === datasetId)?.columns ?? [];
  const named = inputs.map(({ name }) => name).filter((name) => columns.includes(name));
  const compared = (step.given.length > 0 ? step.given : named).filter((name) => !answers.includes(name));
  return (
    <>
      <CollectionChoice {...{ collectionId, collections, problems, readOnly, onChange }} />
      <Field label={t("limit")} optional>
        <NumberInput
          plain
          className="w-full"
          min={1}
          max={MOST_EXAMPLES}
          step={1}
          placeholder={String(USUAL_EXAMPLES)}
          disabled={readOnly}
          value={limit ?? null}
          onValueChange={(value) => onChange({ limit: value ?? undefined })}
        />
      </Field>
      {collections.length === 0 ? (
        <Callout tone="info" className="sm:col-span-2">
          {words("none")}
        </Callout>
      ) : null}
      <QueryField
        {...{ query, problems, readOnly }}
        label={t("query")}
        hint={t("queryHint")}
        onChange={(text) => onChange({ query: text })}
      />
      {collectionId !== "" && !isGone && compared.length > 0 ? (
        <ExampleRowsIndex
          key={`${collectionId} ${datasetId} ${compared.join("\n")}`}
          {...{ collectionId, datasetId, readOnly }}
          columns={compared}
        />
      ) : null}
    </>
  );
}
