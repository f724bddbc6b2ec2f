"use client";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import type { InputColumn } from "#lib/templates/template.ts";
import { InputRow } from "./input-row.tsx";
import { newInput } from "./new-input.ts";
import { TakeColumns } from "./take-columns.tsx";
import type { PreviewDataset, Problem } from "./template-view.ts";

export interface InputsPanelProps {
  inputs: InputColumn[];
  onChange: (inputs: InputColumn[]) => void;
  dataset: PreviewDataset | null;
  problems: Problem[];
  readOnly: boolean;
}

/** The columns a template reads, each with what happens where a row lacks it. */
export function InputsPanel({ inputs, onChange, dataset, problems, readOnly }: InputsPanelProps) {
  const t = useTranslations("templates.inputs");
  const replace = (index: number, part: Partial<InputColumn>) =>
    onChange(inputs.map((input, at) => (at === index ? { ...input, ...part } : input)));
  const add = (...names: string[]) => onChange([...inputs, ...names.map((name) => newInput(name, dataset))]);
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b px-3">
        <h2 className="font-semibold">{t("title")}</h2>
        {readOnly ? null : (
          <div className="flex gap-1">
            {dataset ? <TakeColumns dataset={dataset} inputs={inputs} onTake={add} /> : null}
            <Button size="sm" icon={<Plus aria-hidden />} aria-label={t("add")} onClick={() => add("")} />
          </div>
        )}
      </div>
      {inputs.length === 0 ? <p className="px-3 py-3 text-muted">{t("empty")}</p> : null}
      <ul className="divide-y divide-line">
        {inputs.map((input, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed; places do not
          <li key={index}>
            <InputRow
              input={input}
              path={`inputs.${index}`}
              dataset={dataset}
              problems={problems}
              readOnly={readOnly}
              onChange={(part) => replace(index, part)}
              onRemove={() => onChange(inputs.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
