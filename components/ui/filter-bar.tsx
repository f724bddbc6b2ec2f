"use client";
import { Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState, useQueryStates } from "nuqs";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Input } from "./input.tsx";
import { Select } from "./select.tsx";
import { usePunctuation } from "./use-punctuation.ts";

// Filters live in the URL; the server reads them again, so the page re-renders (shallow: false).
const inUrl = { shallow: false, history: "replace", scroll: false } as const;

/** The line of filters above a list. */
export function FilterBar({ children }: { children: ReactNode }) {
  const t = useTranslations("common.filter");
  return (
    <search aria-label={t("label")} className="flex min-w-0 grow flex-wrap items-center gap-2">
      {children}
    </search>
  );
}

/** Free text kept in the URL under `param`. */
export function SearchFilter({ param = "q", label }: { param?: string; label: string }) {
  const t = useTranslations("common.filter");
  const [value, setValue] = useQueryState(
    param,
    parseAsString.withDefault("").withOptions({ ...inUrl, throttleMs: 300 }),
  );
  return (
    <span className="relative w-full sm:w-56">
      <Search className="pointer-events-none absolute start-2 top-1.5 size-4 text-faint" aria-hidden />
      <Input
        type="search"
        aria-label={label}
        placeholder={t("search")}
        value={value}
        onValueChange={(next) => setValue(next === "" ? null : next)}
        className="h-7 ps-7 text-xs"
      />
    </span>
  );
}

export interface SelectFilterProps {
  param: string;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** One of several values kept in the URL under `param`; absent means all. */
export function SelectFilter({ param, label, options }: SelectFilterProps) {
  const t = useTranslations("common.filter");
  const { labelled } = usePunctuation();
  const [value, setValue] = useQueryState(param, parseAsString.withOptions(inUrl));
  return (
    <Select
      size="sm"
      aria-label={label}
      value={value ?? ""}
      options={[{ value: "", label: labelled(label, t("all")) }, ...options]}
      onValueChange={(next) => setValue(next === "" ? null : next)}
    />
  );
}

export interface SortFilterProps {
  param?: string;
  /** The usual order first: it leaves the address as it is. */
  options: readonly [{ value: string; label: string }, ...{ value: string; label: string }[]];
}

/** The order of a list, kept in the URL under `param`. */
export function SortFilter({ param = "sort", options }: SortFilterProps) {
  const t = useTranslations("common.filter");
  const [value, setValue] = useQueryState(param, parseAsString.withOptions(inUrl));
  const usual = options[0].value;
  return (
    <Select
      size="sm"
      aria-label={t("sort")}
      value={options.some((option) => option.value === value) ? value : usual}
      options={options}
      onValueChange={(next) => setValue(next === usual ? null : next)}
    />
  );
}

/** Removes the named filters from the URL; only shown when one is set. */
export function ClearFilters({ params }: { params: readonly string[] }) {
  const t = useTranslations("common.filter");
  const [values, setValues] = useQueryStates(
    Object.fromEntries(params.map((param) => [param, parseAsString])),
    inUrl,
  );
  if (!Object.values(values).some(Boolean)) return null;
  return (
    <Button size="sm" variant="ghost" icon={<X aria-hidden />} onClick={() => setValues(null)}>
      {t("clear")}
    </Button>
  );
}
