import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { INPUT_TYPES, type InputColumn, MAX_PICTURES, ON_MISSING } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { InputFill } from "./input-fill.tsx";
import type { PreviewDataset, Problem } from "./template-view.ts";

export interface InputRowProps {
  input: InputColumn;
  path: string;
  dataset: PreviewDataset | null;
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: Partial<InputColumn>) => void;
  onRemove: () => void;
}

/** One column: what it is called and holds, and what happens where a row lacks it. */
export function InputRow({ input, path, dataset, problems, readOnly, onChange, onRemove }: InputRowProps) {
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
          {dataset ? <InputFill filled={column?.filled ?? null} rowCount={dataset.rowCount} /> : null}
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
        {input.type === "picture" ? (
          <Field label={t("maxPictures")} hint={t("maxPicturesHint")} className="col-span-2">
            <NumberInput
              value={input.maxPictures ?? 1}
              min={1}
              max={MAX_PICTURES}
              disabled={readOnly}
              onValueChange={(most) => onChange({ maxPictures: most ?? undefined })}
              className="w-20"
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
