"use client";
import { Plus, Trash2 } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { Select } from "#components/ui/select.tsx";
import { nameProblem } from "#lib/templates/input-name.ts";
import { INPUT_TYPES, type InputColumn, ON_MISSING } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
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

interface InputRowProps {
  input: InputColumn;
  path: string;
  dataset: PreviewDataset | null;
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: Partial<InputColumn>) => void;
  onRemove: () => void;
}

function InputRow({ input, path, dataset, problems, readOnly, onChange, onRemove }: InputRowProps) {
  const t = useTranslations("templates.inputs");
  const column = dataset?.columns.find(({ name }) => name === input.name);
  return (
    <Disclosure
      startsOpen={input.name === ""}
      label={
        <span className="flex min-w-0 flex-1 items-center gap-2">
          <span className="truncate font-mono text-xs">{input.name || t("unnamed")}</span>
          <span className="ms-auto shrink-0 text-faint text-xs">
            {input.required ? t(`whenMissing.${input.onMissing}`) : t("optional")}
          </span>
          {dataset ? <FillRate filled={column?.filled ?? null} rowCount={dataset.rowCount} /> : null}
        </span>
      }
      below={<FieldProblems problems={problems} path={path} />}
    >
      <div className="grid grid-cols-2 gap-2">
        <Field label={t("name")} className="col-span-2">
          <Input
            value={input.name}
            disabled={readOnly}
            onValueChange={(name) => onChange({ name })}
            className="font-mono text-xs"
            spellCheck={false}
          />
        </Field>
        <Field label={t("type")} group>
          <Select
            aria-label={t("type")}
            value={input.type}
            disabled={readOnly}
            options={INPUT_TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
            onValueChange={(type) => onChange({ type })}
            className="w-full min-w-0"
          />
        </Field>
        <Field label={t("onMissing")} group>
          <Select
            aria-label={t("onMissing")}
            value={input.onMissing}
            disabled={readOnly}
            options={ON_MISSING.map((value) => ({ value, label: t(`onMissingIs.${value}`) }))}
            onValueChange={(onMissing) => onChange({ onMissing })}
            className="w-full min-w-0"
          />
        </Field>
        {input.onMissing === "default" ? (
          <Field label={t("default")} className="col-span-2">
            <Input
              value={input.default ?? ""}
              disabled={readOnly}
              onValueChange={(text) => onChange({ default: text === "" ? undefined : text })}
            />
          </Field>
        ) : null}
        <Field label={t("sample")} hint={t("sampleHint")} className="col-span-2">
          <Input value={input.sample} disabled={readOnly} onValueChange={(sample) => onChange({ sample })} />
        </Field>
        <Checkbox
          className="col-span-2"
          checked={input.required}
          disabled={readOnly}
          onCheckedChange={(required) => onChange({ required })}
          label={t("required")}
          hint={input.required ? t("requiredHint") : t("optionalHint")}
        />
        {readOnly ? null : (
          <Button
            size="sm"
            variant="ghost"
            className="col-span-2 justify-self-start"
            icon={<Trash2 aria-hidden />}
            onClick={onRemove}
          >
            {t("remove")}
          </Button>
        )}
      </div>
    </Disclosure>
  );
}

/** How much of the dataset has a value; a column it has not is said to be missing. */
function FillRate({ filled, rowCount }: { filled: number | null; rowCount: number }) {
  const t = useTranslations("templates.inputs");
  const format = useFormatter();
  if (filled === null) return <span className="shrink-0 text-warning-text text-xs">{t("notInDataset")}</span>;
  const share = rowCount === 0 ? 0 : filled / rowCount;
  // Not every row filled must never read as 100 %.
  const shown = filled < rowCount ? Math.min(share, 0.999) : share;
  const text = format.number(shown, { style: "percent", maximumFractionDigits: share > 0.99 ? 1 : 0 });
  return (
    <span className={share < 1 ? "shrink-0 text-warning-text text-xs" : "shrink-0 text-muted text-xs"}>
      {t("filled", { share: text })}
    </span>
  );
}

function TakeColumns({
  dataset,
  inputs,
  onTake,
}: {
  dataset: PreviewDataset;
  inputs: InputColumn[];
  onTake: (...names: string[]) => void;
}) {
  const t = useTranslations("templates.inputs");
  const format = useFormatter();
  const left = dataset.columns.filter(({ name }) => !inputs.some((input) => input.name === name));
  const usable = left.filter(({ name }) => nameProblem(name) === null);
  return (
    <Menu trigger={<Button size="sm">{t("take")}</Button>}>
      <MenuItem onSelect={() => onTake(...usable.map(({ name }) => name))} disabled={usable.length === 0}>
        {t("takeAll", { count: usable.length })}
      </MenuItem>
      {left.map(({ name, filled }) => (
        <MenuItem
          key={name}
          onSelect={() => onTake(name)}
          disabled={nameProblem(name) !== null}
          aside={format.number(
            dataset.rowCount === 0 ? 0 : Math.floor((filled / dataset.rowCount) * 100) / 100,
            {
              style: "percent",
            },
          )}
        >
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}

function newInput(name: string, dataset: PreviewDataset | null): InputColumn {
  const column = dataset?.columns.find((candidate) => candidate.name === name);
  const isFull = !column || column.filled === dataset?.rowCount;
  const type = column?.type === "number" || column?.type === "url" ? column.type : "text";
  return { name, type, required: isFull, onMissing: isFull ? "block" : "skip", sample: "" };
}
