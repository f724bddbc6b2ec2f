"use client";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { OUTPUT_TYPES, type OutputField, type OutputType } from "#lib/templates/template.ts";
import { Disclosure } from "./disclosure.tsx";
import { FieldProblems } from "./field-problems.tsx";
import type { Problem } from "./template-view.ts";

const MAX_NESTING = 2;

export interface OutputsPanelProps {
  outputs: OutputField[];
  onChange: (outputs: OutputField[]) => void;
  problems: Problem[];
  readOnly: boolean;
}

/** What the model must answer with, field by field. */
export function OutputsPanel({ outputs, onChange, problems, readOnly }: OutputsPanelProps) {
  const t = useTranslations("templates.outputs");
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b px-3">
        <h2 className="font-semibold">{t("title")}</h2>
        {readOnly ? null : <AddField onAdd={() => onChange([...outputs, newField()])} />}
      </div>
      {outputs.length === 0 ? <p className="px-3 py-3 text-muted">{t("empty")}</p> : null}
      <FieldProblems problems={problems} path="outputs" exact />
      <FieldList
        fields={outputs}
        path="outputs"
        nesting={0}
        onChange={onChange}
        problems={problems}
        readOnly={readOnly}
      />
    </section>
  );
}

interface FieldListProps {
  fields: OutputField[];
  path: string;
  nesting: number;
  onChange: (fields: OutputField[]) => void;
  problems: Problem[];
  readOnly: boolean;
}

function FieldList({ fields, path, nesting, onChange, problems, readOnly }: FieldListProps) {
  const move = (from: number, to: number) => {
    const next = [...fields];
    const [moved] = next.splice(from, 1);
    if (moved) next.splice(to, 0, moved);
    onChange(next);
  };
  return (
    <ul className="divide-y divide-line">
      {fields.map((field, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names change while they are typed; places do not
        <li key={index}>
          <FieldRow
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

interface FieldRowProps {
  field: OutputField;
  path: string;
  nesting: number;
  problems: Problem[];
  readOnly: boolean;
  onChange: (part: Partial<OutputField>) => void;
  onRemove: () => void;
  onMoveUp: (() => void) | null;
  onMoveDown: (() => void) | null;
}

function FieldRow({ field, path, nesting, problems, readOnly, onChange, ...acts }: FieldRowProps) {
  const t = useTranslations("templates.outputs");
  const types = OUTPUT_TYPES.filter((type) => type !== "object" || nesting < MAX_NESTING);
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
        <Limits field={field} readOnly={readOnly} onChange={onChange} />
        {field.type === "choice" ? (
          <Field label={t("choices")} hint={t("choicesHint")} className="col-span-2">
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
          <FieldList
            fields={field.fields}
            path={`${path}.fields`}
            nesting={nesting + 1}
            onChange={(fields) => onChange({ fields })}
            problems={problems}
            readOnly={readOnly}
          />
          {readOnly ? null : (
            <div className="p-2">
              <AddField onAdd={() => onChange({ fields: [...(field.fields ?? []), newField()] })} />
            </div>
          )}
        </div>
      )}
      {readOnly ? null : <FieldActs {...acts} />}
    </Disclosure>
  );
}

function FieldActs({
  onRemove,
  onMoveUp,
  onMoveDown,
}: Pick<FieldRowProps, "onRemove" | "onMoveUp" | "onMoveDown">) {
  const t = useTranslations("templates.outputs");
  return (
    <div className="mt-2 flex gap-1">
      <Button size="sm" variant="ghost" icon={<Trash2 aria-hidden />} onClick={onRemove}>
        {t("remove")}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("moveUp")}
        icon={<ArrowUp aria-hidden />}
        disabled={!onMoveUp}
        onClick={() => onMoveUp?.()}
      />
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("moveDown")}
        icon={<ArrowDown aria-hidden />}
        disabled={!onMoveDown}
        onClick={() => onMoveDown?.()}
      />
    </div>
  );
}

type Limit = "minLength" | "maxLength" | "minItems" | "maxItems" | "minimum" | "maximum";

const LIMITS: Record<OutputType, Limit[]> = {
  text: ["minLength", "maxLength"],
  list: ["minItems", "maxItems", "minLength", "maxLength"],
  number: ["minimum", "maximum"],
  choice: [],
  object: [],
};

function Limits({
  field,
  readOnly,
  onChange,
}: {
  field: OutputField;
  readOnly: boolean;
  onChange: (part: Partial<OutputField>) => void;
}) {
  const t = useTranslations("templates.outputs");
  const limits = LIMITS[field.type].filter((limit) => !field.fields || !limit.endsWith("Length"));
  return limits.map((limit) => (
    <Field key={limit} label={t(`limits.${limit}`)} optional>
      <NumberInput
        plain
        className="w-full"
        disabled={readOnly}
        value={field[limit] ?? null}
        {...(limit.endsWith("imum") ? {} : { min: 0, step: 1 })}
        onValueChange={(value) => onChange({ [limit]: value ?? undefined })}
      />
    </Field>
  ));
}

function AddField({ onAdd }: { onAdd: () => void }) {
  const t = useTranslations("templates.outputs");
  return (
    <Button size="sm" icon={<Plus aria-hidden />} onClick={onAdd}>
      {t("add")}
    </Button>
  );
}

function newField(): OutputField {
  return { name: "", type: "text", description: "", required: true };
}

// What only another type has would be checked, but could not be seen.
function partsOf(type: OutputType, field: OutputField): Partial<OutputField> {
  const kept = new Set<string>(LIMITS[type]);
  const limits = Object.values(LIMITS)
    .flat()
    .map((limit) => [limit, kept.has(limit) ? field[limit] : undefined]);
  return {
    ...Object.fromEntries(limits),
    type,
    choices: type === "choice" ? (field.choices ?? []) : undefined,
    fields: type === "object" ? (field.fields ?? [newField()]) : type === "list" ? field.fields : undefined,
  };
}
