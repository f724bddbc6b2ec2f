import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { OUTPUT_TYPES, type OutputField } from "#lib/templates/template.ts";
import { AddOutput } from "./add-output.tsx";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import { OutputActions, type OutputActionsProps } from "./output-actions.tsx";
import { MAX_NESTING, newField, partsOf, withMoved } from "./output-fields.ts";
import { OutputLimits } from "./output-limits.tsx";
import { TakeChoices } from "./take-choices.tsx";
import type { Problem } from "./template-view.ts";

export interface OutputListProps {
  fields: OutputField[];
  path: string;
  nesting: number;
  onChange: (fields: OutputField[]) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** Fields in their order; of a template, or of a field that holds fields. */
export function OutputList({ fields, path, nesting, onChange, problems, readOnly }: OutputListProps) {
  const move = (from: number, to: number) => onChange(withMoved(fields, from, to));
  return (
    <ul className="divide-y divide-line">
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed; places do not
        <li key={index}>
          <OutputRow
            field={field}
            path={`${path}.${index}`}
            nesting={nesting}
            problems={problems}
            readOnly={readOnly}
            onChange={(part) =>
              onChange(fields.map((other, at) => (at === index ? { ...other, ...part } : other)))
            }
            onRemove={() => onChange(fields.filter((_, at) => at !== index))}
            onMoveUp={index > 0 ? () => move(index, index - 1) : null}
            onMoveDown={index < fields.length - 1 ? () => move(index, index + 1) : null}
          />
        </li>
      ))}
    </ul>
  );
}

interface OutputRowProps extends OutputActionsProps {
  field: OutputField;
  path: string;
  nesting: number;
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: Partial<OutputField>) => void;
}

/** One field: what it is called and holds, its limits, and the fields within it. */
function OutputRow({ field, path, nesting, problems, readOnly, onChange, ...acts }: OutputRowProps) {
  const t = useTranslations("templates.outputs");
  // No model writes a picture.
  const types = OUTPUT_TYPES.filter(
    (type) => type !== "picture" && (type !== "object" || nesting < MAX_NESTING),
  );
  return (
    <Disclosure
      startsOpen={field.name === ""}
      label={
        <span className="flex min-w-0 flex-1 items-center gap-2">
          <span className="truncate font-mono text-xs">{field.name || t("unnamed")}</span>
          <span className="ms-auto shrink-0 text-faint text-xs">
            {t(`types.${field.type}`)}
            {field.maxLength === undefined ? "" : ` ≤ ${field.maxLength}`}
          </span>
        </span>
      }
      below={<FieldProblems problems={problems} path={path} exact={(field.fields?.length ?? 0) > 0} />}
    >
      <div className="grid grid-cols-2 gap-2">
        <Field label={t("name")}>
          <Input
            value={field.name}
            disabled={readOnly}
            onValueChange={(name) => onChange({ name })}
            className="font-mono text-xs"
            spellCheck={false}
          />
        </Field>
        <Field label={t("type")} group>
          <Select
            aria-label={t("type")}
            value={field.type}
            disabled={readOnly}
            options={types.map((value) => ({ value, label: t(`types.${value}`) }))}
            onValueChange={(type) => onChange(partsOf(type, field))}
            className="w-full min-w-0"
          />
        </Field>
        <Field label={t("description")} hint={t("descriptionHint")} className="col-span-2">
          <Input
            value={field.description}
            disabled={readOnly}
            onValueChange={(description) => onChange({ description })}
          />
        </Field>
        <OutputLimits field={field} readOnly={readOnly} onChange={onChange} />
        {field.type === "choice" ? (
          <Field
            label={t("choices")}
            hint={t("choicesHint")}
            aside={readOnly ? null : <TakeChoices onTake={(choices) => onChange({ choices })} />}
            className="col-span-2"
          >
            <Textarea
              rows={3}
              autoGrow
              value={(field.choices ?? []).join("\n")}
              disabled={readOnly}
              onChange={(event) => onChange({ choices: event.currentTarget.value.split("\n") })}
              onBlur={() => onChange({ choices: field.choices?.map((line) => line.trim()).filter(Boolean) })}
            />
          </Field>
        ) : null}
        <Checkbox
          className="col-span-2"
          checked={field.required}
          disabled={readOnly}
          onCheckedChange={(required) => onChange({ required })}
          label={t("required")}
          hint={t("requiredHint")}
        />
        {field.type === "list" && nesting < MAX_NESTING ? (
          <Checkbox
            className="col-span-2"
            checked={field.fields !== undefined}
            disabled={readOnly}
            onCheckedChange={(ofObjects) => onChange({ fields: ofObjects ? [newField()] : undefined })}
            label={t("ofObjects")}
          />
        ) : null}
      </div>
      {field.fields === undefined ? null : (
        <div className="mt-2 rounded-md border border-line">
          <OutputList
            fields={field.fields}
            path={`${path}.fields`}
            nesting={nesting + 1}
            onChange={(fields) => onChange({ fields })}
            problems={problems}
            readOnly={readOnly}
          />
          {readOnly ? null : (
            <div className="p-2">
              <AddOutput onAdd={() => onChange({ fields: [...(field.fields ?? []), newField()] })} />
            </div>
          )}
        </div>
      )}
      {readOnly ? null : <OutputActions {...acts} />}
    </Disclosure>
  );
}
