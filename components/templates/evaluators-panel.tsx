"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { checkReferences } from "#lib/templates/check-evaluators.ts";
import {
  type EvaluatorSpec,
  MOST_EVALUATORS,
  USUAL_PASS,
  USUAL_SCALE,
} from "#lib/templates/evaluator-spec.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { EvaluatorRow } from "./evaluator-row.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { type Agreement, JudgeRow } from "./judge-row.tsx";
import type { PreviewDataset, PreviewModel, Problem } from "./template-view.ts";

export interface EvaluatorsPanelProps {
  templateId: string;
  /** That can judge. */
  models: readonly PreviewModel[];
  body: Pick<TemplateBody, "evaluators" | "outputs">;
  onChange: (evaluators: EvaluatorSpec[]) => void;
  /** The one to preview with, whose columns can be references. */
  dataset: PreviewDataset | null;
  problems: Problem[];
  readOnly: boolean;
}

/** What trials hold outputs against: which field, against which column, and how. */
export function EvaluatorsPanel({
  templateId,
  models,
  body: { evaluators, outputs },
  onChange,
  dataset,
  problems,
  readOnly,
}: EvaluatorsPanelProps) {
  const t = useTranslations("templates.evaluators");
  const columns = dataset?.columns.map(({ name }) => name) ?? [];
  const fields = outputs.flatMap(({ name, type, fields: parts }) =>
    type === "object" || parts?.length ? [] : [name],
  );
  const gone = useGoneColumns(evaluators, dataset && columns);
  const add = () => {
    const number = evaluators.length + 1;
    onChange([
      ...evaluators,
      {
        name: freeName(evaluators, (at) => t("newName", { number: at }), number),
        kind: "exact",
        field: fields[0] ?? "",
        ignoreCase: false,
        match: "all",
        gate: true,
      },
    ]);
  };
  const addJudge = () => {
    const number = evaluators.filter(({ kind }) => kind === "judge").length + 1;
    const name = freeName(evaluators, (at) => t("newJudge", { number: at }), number);
    const [usual] = models;
    onChange([
      ...evaluators,
      {
        ...{ name, kind: "judge", rubric: "", modelId: usual?.id ?? "", gate: true, examples: [] },
        ...{ scale: USUAL_SCALE, threshold: USUAL_PASS },
      },
    ]);
  };
  const agreements = useJudges(templateId, evaluators);
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center justify-between border-line border-b px-3 font-semibold">
        {t("title")}
        <span className="font-normal text-muted text-xs">{t("count", { count: evaluators.length })}</span>
      </h2>
      <div className="py-1">
        <Disclosure label={t("choose")} startsOpen={evaluators.length > 0}>
          <div className="flex flex-col gap-2">
            <p className="text-muted text-xs">{t("hint")}</p>
            {evaluators.map((spec, index) => {
              const row = {
                fields,
                readOnly,
                problems: <FieldProblems problems={[...problems, ...gone]} path={`evaluators.${index}`} />,
                onChange: (changed: EvaluatorSpec) => onChange(evaluators.with(index, changed)),
                onRemove: () => onChange(evaluators.toSpliced(index, 1)),
              };
              return spec.kind === "judge" ? (
                <JudgeRow
                  // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is typed
                  key={index}
                  {...row}
                  spec={spec}
                  fields={outputs.map(({ name }) => name)}
                  models={models}
                  templateId={templateId}
                  agreement={agreements.get(spec.name) ?? null}
                />
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: a name changes while it is typed
                <EvaluatorRow key={index} {...row} spec={spec} columns={columns} />
              );
            })}
            {readOnly || evaluators.length >= MOST_EVALUATORS ? null : (
              <div className="flex flex-wrap gap-2">
                <Button size="sm" icon={<Plus aria-hidden />} disabled={fields.length === 0} onClick={add}>
                  {t("add")}
                </Button>
                <Button
                  size="sm"
                  icon={<Plus aria-hidden />}
                  disabled={outputs.length === 0}
                  onClick={addJudge}
                >
                  {t("addJudge")}
                </Button>
              </div>
            )}
          </div>
        </Disclosure>
      </div>
    </section>
  );
}

/** How often each judge says what people say, by name, as the draft is saved. */
function useJudges(templateId: string, evaluators: readonly EvaluatorSpec[]): ReadonlyMap<string, Agreement> {
  const { data } = useQuery({
    ...api.judges.list.queryOptions({ input: { id: templateId } }),
    enabled: evaluators.some(({ kind }) => kind === "judge"),
  });
  return new Map(data?.items.map(({ name, agreement }) => [name, agreement]));
}

function useGoneColumns(evaluators: readonly EvaluatorSpec[], columns: string[] | null): Problem[] {
  const t = useTranslations("templates.errors");
  if (columns === null) return [];
  return checkReferences(evaluators, columns).map(({ code, params, ...problem }) => ({
    ...problem,
    code,
    message: t(code as "template_evaluator_column_gone", params),
  }));
}

function freeName(
  evaluators: readonly EvaluatorSpec[],
  nameAt: (number: number) => string,
  number: number,
): string {
  const name = nameAt(number);
  return evaluators.some((other) => other.name === name) ? freeName(evaluators, nameAt, number + 1) : name;
}
