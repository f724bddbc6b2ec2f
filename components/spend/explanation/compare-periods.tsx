"use client";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { useEffect, useEffectEvent } from "react";
import { DayInput } from "#components/ui/day-input.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Select } from "#components/ui/select.tsx";
import { daysBefore } from "#lib/spend/days-before.ts";
import { daysOfChoice, RANGE_CHOICES, type RangeChoice } from "#lib/spend/range-choice.ts";
import type { Days } from "./compare-href.ts";

const inUrl = { shallow: false, history: "push", scroll: false } as const;
const NAMES = ["from", "to", "againstFrom", "againstTo", "currency"] as const;
const PARAMETERS = Object.fromEntries(NAMES.map((name) => [name, parseAsString])) as Record<
  (typeof NAMES)[number],
  typeof parseAsString
>;

export interface ComparePeriodsProps {
  period: Days;
  against: Days;
  today: string;
  currency: string;
  currencies: readonly string[];
}

/** Which days are compared with which, and in which currency; kept in the address, day by day. */
export function ComparePeriods({ period, against, today, currency, currencies }: ComparePeriodsProps) {
  const t = useTranslations("spend.explanation");
  const range = useTranslations("spend.range");
  const [asked, setAsked] = useQueryStates(PARAMETERS, inUrl);
  const usual = daysBefore(period);
  // Whoever is sent the address sees the same days, on any day.
  const nameDays = useEffectEvent(() => {
    const shown = { ...period, againstFrom: against.from, againstTo: against.to };
    const isNamed = (Object.keys(shown) as (keyof typeof shown)[]).every(
      (name) => asked[name] === shown[name],
    );
    if (!isNamed) void setAsked(shown, { history: "replace", shallow: true });
  });
  useEffect(() => nameDays(), []);
  // Days that are compared with those before them still are when they change.
  const setPeriod = (days: Days) => {
    const before = isSame(against, usual) ? daysBefore(days) : against;
    void setAsked({ ...days, againstFrom: before.from, againstTo: before.to });
  };
  const setAgainst = ({ from, to }: Days) => void setAsked({ againstFrom: from, againstTo: to });
  return (
    <div className="mb-3">
      <FilterBar>
        <PeriodPicker
          label={t("period")}
          days={period}
          choices={RANGE_CHOICES.map((value) => ({
            ...{ value, label: range(`choice.${value}`) },
            days: value === "custom" ? null : daysOf(value, today),
          }))}
          onChange={setPeriod}
        />
        <span className="text-muted text-xs">{t("comparedWith")}</span>
        <PeriodPicker
          label={t("against")}
          days={against}
          choices={[
            { value: "before", label: t("before"), days: usual },
            ...RANGE_CHOICES.map((value) => ({
              ...{ value, label: range(`choice.${value}`) },
              days: value === "custom" ? null : daysOf(value, today),
            })),
          ]}
          onChange={setAgainst}
        />
        {currencies.length > 1 ? (
          <Select
            size="sm"
            aria-label={range("currency")}
            value={currency}
            options={currencies.map((code) => ({ value: code, label: code }))}
            onValueChange={(code) => void setAsked({ currency: code })}
          />
        ) : (
          <span className="text-muted text-xs">{range("in", { currency })}</span>
        )}
      </FilterBar>
    </div>
  );
}

interface PeriodChoice {
  value: string;
  label: string;
  /** `null` for days of one's own. */
  days: Days | null;
}

/** Days by their name, or one by one. */
function PeriodPicker({
  label,
  days,
  choices,
  onChange,
}: {
  label: string;
  days: Days;
  choices: readonly PeriodChoice[];
  onChange: (days: Days) => void;
}) {
  const range = useTranslations("spend.range");
  const { from, to } = days;
  const chosen = choices.find((choice) => choice.days && isSame(choice.days, days));
  return (
    <fieldset className="flex flex-wrap items-center gap-2">
      <legend className="sr-only">{label}</legend>
      <Select
        size="sm"
        aria-label={label}
        value={chosen?.value ?? "custom"}
        options={choices.map(({ value, label }) => ({ value, label }))}
        onValueChange={(value) => {
          const choice = choices.find((one) => one.value === value);
          if (choice?.days) onChange(choice.days);
        }}
      />
      <DayInput
        label={range("from")}
        value={from}
        max={to}
        onChange={(day) => day && day <= to && onChange({ from: day, to })}
      />
      <DayInput
        label={range("to")}
        value={to}
        min={from}
        onChange={(day) => day && day >= from && onChange({ from, to: day })}
      />
    </fieldset>
  );
}

function daysOf(choice: RangeChoice, today: string): Days {
  return daysOfChoice(choice, today, { from: "", to: "" });
}

function isSame(one: Days, other: Days): boolean {
  return one.from === other.from && one.to === other.to;
}
