"use client";
import { FolderPlus, Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { FilterCondition, Operator, ProductFilter } from "#lib/catalogue/product-filter.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { partsOf, withParts } from "./filter-draft.ts";
import type { FilterField } from "./filter-fields.ts";

export interface FilterBuilderProps {
  filter: ProductFilter;
  fields: readonly FilterField[];
  onChange: (filter: ProductFilter) => void;
  /** What is wrong at a place of the filter, such as `filter.all.0.field`. */
  misfit: (path: string) => string | null;
}

/** Conditions of which all or any have to hold, and groups of conditions in them. */
export function FilterBuilder(props: FilterBuilderProps) {
  const t = useTranslations("catalogue.filterBuilder");
  return (
    <section aria-label={t("title")} className="mb-3 rounded-lg border border-line bg-surface p-3">
      <Group {...props} path="filter" />
    </section>
  );
}

function Group({
  filter,
  fields,
  onChange,
  misfit,
  path,
  onRemove,
}: FilterBuilderProps & { path: string; onRemove?: () => void }) {
  const t = useTranslations("catalogue.filterBuilder");
  const parts = partsOf(filter);
  const name = "all" in filter ? "all" : "any";
  const change = (at: number, part: (typeof parts)[number] | null) =>
    onChange(withParts(filter, part === null ? parts.toSpliced(at, 1) : parts.with(at, part)));
  const add = (part: (typeof parts)[number]) => onChange(withParts(filter, [...parts, part]));
  const ownMisfit = misfit(path);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out like this
    <div role="group" aria-label={t("group")} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-muted">{t("match")}</span>
        <Select
          size="sm"
          aria-label={t("match")}
          value={name}
          options={(["all", "any"] as const).map((one) => ({ value: one, label: t(one) }))}
          onValueChange={(next) => onChange(next === "all" ? { all: parts } : { any: parts })}
        />
        {onRemove ? (
          <Button
            size="sm"
            variant="ghost"
            icon={<X aria-hidden />}
            aria-label={t("removeGroup")}
            onClick={onRemove}
          />
        ) : null}
      </div>
      {ownMisfit ? <p className="text-danger-text text-xs">{ownMisfit}</p> : null}
      {parts.map((part, at) => {
        const place = `${path}.${name}.${at}`;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name than their place
          <div key={at} className="border-line border-s-2 ps-3">
            {"field" in part ? (
              <Condition
                condition={part}
                fields={fields}
                misfit={misfit(`${place}.field`) ?? misfit(`${place}.value`) ?? misfit(place)}
                onChange={(next) => change(at, next)}
                onRemove={() => change(at, null)}
              />
            ) : (
              <Group
                filter={part}
                fields={fields}
                misfit={misfit}
                path={place}
                onChange={(next) => change(at, next)}
                onRemove={() => change(at, null)}
              />
            )}
          </div>
        );
      })}
      <div className="flex gap-2">
        <Button size="sm" icon={<Plus aria-hidden />} onClick={() => add({ field: "", is: "equals" })}>
          {t("addCondition")}
        </Button>
        <Button
          size="sm"
          icon={<FolderPlus aria-hidden />}
          onClick={() => add({ any: [{ field: "", is: "equals" }] })}
        >
          {t("addGroup")}
        </Button>
      </div>
    </div>
  );
}

interface ConditionProps {
  condition: FilterCondition;
  fields: readonly FilterField[];
  misfit: string | null;
  onChange: (condition: FilterCondition) => void;
  onRemove: () => void;
}

function Condition({ condition, fields, misfit, onChange, onRemove }: ConditionProps) {
  const t = useTranslations("catalogue.filterBuilder");
  const { field, is } = condition;
  const known = fields.find((one) => one.field === field);
  // What is gone stays to be seen, so that it can be mended.
  const offered = known || field === "" ? fields : [{ field, label: field }, ...fields];
  const operators: readonly Operator[] = known?.operators ?? [is];
  const label = (one: Operator) =>
    known?.isState && (one === "present" || one === "missing" || one === "equals")
      ? t(`states.${one}`)
      : t(`operators.${one}`);
  return (
    <div>
      <div className="flex flex-wrap items-center gap-2">
        <Combobox
          className="w-64"
          aria-label={t("field")}
          placeholder={t("chooseField")}
          required
          options={offered.map((one) => ({ value: one.field, label: one.label }))}
          value={field || null}
          onValueChange={(next) => {
            const chosen = fields.find((one) => one.field === next);
            if (chosen) onChange({ field: chosen.field, is: chosen.operators[0] ?? "equals" });
          }}
        />
        {known ? (
          <Select
            aria-label={t("operator")}
            value={is}
            options={operators.map((one) => ({ value: one, label: label(one) }))}
            onValueChange={(next) => onChange({ field, is: next })}
          />
        ) : null}
        {known ? <ValueInput condition={condition} onChange={onChange} /> : null}
        <Button
          variant="ghost"
          size="sm"
          icon={<X aria-hidden />}
          aria-label={t("remove")}
          onClick={onRemove}
        />
      </div>
      {misfit ? (
        <p role="alert" className="mt-1 text-danger-text text-xs">
          {misfit}
        </p>
      ) : null}
    </div>
  );
}

function ValueInput({ condition, onChange }: Pick<ConditionProps, "condition" | "onChange">) {
  const t = useTranslations("catalogue.filterBuilder");
  const reasons = useTranslations("review.reason");
  const { field, is, value } = condition;
  const texts = (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  if (is === "present" || is === "missing") return null;
  if (field === "rejected")
    return (
      <Select
        aria-label={t("value")}
        value={texts[0] ?? null}
        options={REJECT_REASONS.map(({ code }) => ({ value: code, label: reasons(code) }))}
        onValueChange={(next) => onChange({ ...condition, value: next })}
      />
    );
  if (is === "between")
    return (
      <>
        {(["from", "to"] as const).map((end, at) => (
          <Input
            key={end}
            className="w-24"
            aria-label={t(end)}
            value={texts[at] ?? ""}
            onChange={(event) =>
              onChange({ ...condition, value: [texts[0] ?? "", texts[1] ?? ""].with(at, event.target.value) })
            }
          />
        ))}
      </>
    );
  if (is === "in")
    return (
      <Input
        className="w-64"
        aria-label={t("value")}
        placeholder={t("listHint")}
        value={texts.join(",")}
        onChange={(event) => onChange({ ...condition, value: event.target.value.split(/[,，]/) })}
      />
    );
  return (
    <Input
      className="w-48"
      aria-label={t("value")}
      value={texts[0] ?? ""}
      onChange={(event) => onChange({ ...condition, value: event.target.value })}
    />
  );
}
