import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { EXAMPLE_PICKS, USUAL_EXAMPLE_TOKENS } from "#lib/templates/template.ts";
import { ColumnTicks } from "./column-ticks.tsx";
import { ExampleRowNumbers } from "./example-row-numbers.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { NearestSettings, type NearestSettingsProps } from "./nearest-settings.tsx";

/** Which rows of a dataset a step takes as examples, and what of them it shows. */
export function ExamplesSettings(props: NearestSettingsProps) {
  const { step, datasets, problems, readOnly, onChange } = props;
  const t = useTranslations("templates.steps.examples");
  const { datasetId, pick, maxTokens } = step;
  const dataset = datasets.find(({ id }) => id === datasetId);
  const gone = datasetId !== "" && !dataset ? [{ value: datasetId, label: t("gone") }] : [];
  const columns = dataset?.columns ?? [...step.given, ...step.answers];
  return (
    <>
      <div className="flex min-w-0 flex-col gap-1">
        <Field label={t("dataset")} group>
          <Select
            aria-label={t("dataset")}
            value={datasetId === "" ? null : datasetId}
            placeholder={t("chooseDataset")}
            disabled={readOnly || datasets.length === 0}
            options={[...datasets.map(({ id, name }) => ({ value: id, label: name })), ...gone]}
            onValueChange={(id) => onChange({ datasetId: id, given: [], answers: [], rowNumbers: [] })}
            className="w-full min-w-0"
          />
        </Field>
        <FieldProblems problems={problems} path="datasetId" />
      </div>
      {datasets.length === 0 ? (
        <Callout tone="info" className="sm:col-span-2">
          {t("noDatasets")}
        </Callout>
      ) : null}
      {columns.length > 0 ? (
        <>
          <ColumnTicks
            label={t("given")}
            hint={t("givenHint")}
            columns={columns}
            ticked={step.given}
            problems={<FieldProblems problems={problems} path="given" />}
            readOnly={readOnly}
            onChange={(given) => onChange({ given })}
          />
          <ColumnTicks
            label={t("answers")}
            hint={t("answersHint")}
            columns={columns}
            ticked={step.answers}
            problems={<FieldProblems problems={problems} path="answers" />}
            readOnly={readOnly}
            onChange={(answers) => onChange({ answers })}
          />
        </>
      ) : null}
      <Field label={t("pick")} group>
        <Select
          aria-label={t("pick")}
          value={pick}
          disabled={readOnly}
          options={EXAMPLE_PICKS.map((value) => ({ value, label: t(`picks.${value}`) }))}
          onValueChange={(value) => onChange({ pick: value })}
          className="w-full min-w-0"
        />
      </Field>
      <Field label={t("maxTokens")} optional>
        <NumberInput
          plain
          className="w-full"
          min={50}
          max={20_000}
          step={50}
          placeholder={String(USUAL_EXAMPLE_TOKENS)}
          disabled={readOnly}
          value={maxTokens ?? null}
          onValueChange={(value) => onChange({ maxTokens: value ?? undefined })}
        />
      </Field>
      {pick === "fixed" ? (
        <ExampleRowNumbers
          rowNumbers={step.rowNumbers}
          problems={<FieldProblems problems={problems} path="rowNumbers" />}
          readOnly={readOnly}
          onChange={(rowNumbers) => onChange({ rowNumbers })}
        />
      ) : (
        <NearestSettings {...props} />
      )}
      <p className="text-muted text-xs sm:col-span-2">
        {t("read", { name: step.name || "…" })} {pick === "nearest" ? t("paid") : null}
      </p>
    </>
  );
}
