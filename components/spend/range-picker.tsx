"use client";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { DayInput } from "#components/ui/day-input.tsx";
import { FilterBar } from "#components/ui/filter-bar.tsx";
import { Select } from "#components/ui/select.tsx";
import { RANGE_CHOICES, type RangeChoice } from "#lib/spend/range-choice.ts";

const inUrl = { shallow: false, history: "push", scroll: false } as const;

export interface RangePickerProps {
  choice: RangeChoice;
  from: string;
  to: string;
  /** Where amounts are shown: theirs, and those there are to choose from. */
  currency?: string;
  currencies?: readonly string[];
}

/** Which days, and which currency where amounts are shown; kept in the address. */
export function RangePicker({ choice, from, to, currency, currencies = [] }: RangePickerProps) {
  const t = useTranslations("spend.range");
  const [, setAsked] = useQueryStates(
    { range: parseAsString, from: parseAsString, to: parseAsString, currency: parseAsString },
    inUrl,
  );
  return (
    <div className="mb-3">
      <FilterBar>
        <Select
          size="sm"
          aria-label={t("label")}
          value={choice}
          options={RANGE_CHOICES.map((value) => ({ value, label: t(`choice.${value}`) }))}
          onValueChange={(range) =>
            void setAsked(range === "custom" ? { range, from, to } : { range, from: null, to: null })
          }
        />
        <DayInput
          label={t("from")}
          value={from}
          max={to}
          onChange={(day) => day && void setAsked({ range: "custom", from: day, to })}
        />
        <DayInput
          label={t("to")}
          value={to}
          min={from}
          onChange={(day) => day && void setAsked({ range: "custom", from, to: day })}
        />
        {currency === undefined ? null : currencies.length > 1 ? (
          <Select
            size="sm"
            aria-label={t("currency")}
            value={currency}
            options={currencies.map((code) => ({ value: code, label: code }))}
            onValueChange={(code) => void setAsked({ currency: code })}
          />
        ) : (
          <span className="text-muted text-xs">{t("in", { currency })}</span>
        )}
      </FilterBar>
    </div>
  );
}
