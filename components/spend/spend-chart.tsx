"use client";
import { useRouter } from "next/navigation";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { ChartFrame, chartColors } from "#components/ui/chart-frame.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { formatAmount } from "#components/ui/money-format.ts";
import { Select } from "#components/ui/select.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { OTHERS_KEY } from "#lib/spend/daily-stack.ts";
import { ledgerHref } from "./ledger-filter.ts";
import type { DailySpend, SpendStackBy } from "./spend-answers.ts";
import { useGroupNames } from "./use-group-names.ts";

const STACKS = ["model", "template", "person", "team", "batch", "language"] as const;

/** What each day cost, stacked; the table behind it has every digit. */
export function SpendChart({ daily, stackBy }: { daily: DailySpend; stackBy: SpendStackBy }) {
  const t = useTranslations("spend.chart");
  const format = useFormatter();
  const locale = useLocale();
  const nameOf = useGroupNames(stackBy);
  const [, setStackBy] = useQueryState(
    "stackBy",
    parseAsString.withOptions({ shallow: false, history: "replace", scroll: false }),
  );
  const router = useRouter();
  const { currency } = daily;
  // What was put together has no entries of one key: those of the whole day, then.
  const entriesHref = (day: string, key: string) =>
    ledgerHref({ from: day, to: day, currency, ...(key !== OTHERS_KEY && { [stackBy]: key }) });
  const series = daily.series.map((one, index) => ({
    key: one.key,
    name: nameOf(one),
    color: chartColors[index % chartColors.length] ?? chartColors[0],
  }));
  // Pixels only: the table and the tooltip show the amounts as they are.
  const points = daily.days.map(({ day, costs }) => ({
    day,
    ...Object.fromEntries(series.map(({ key }) => [key, Number(costs[key]?.amount ?? 0)])),
  }));
  const dayName = (day: string) =>
    format.dateTime(new Date(`${day}T12:00:00Z`), { month: "short", day: "numeric", timeZone: "UTC" });
  return (
    <ChartFrame
      title={t("title", { currency })}
      summary={t("summary", { from: dayName(daily.from), to: dayName(daily.to) })}
      legend={series.map(({ name, color }) => ({ label: name, color }))}
      actions={
        <Select
          size="sm"
          aria-label={t("stackBy")}
          value={stackBy}
          options={STACKS.map((value) => ({ value, label: t(`by.${value}`) }))}
          onValueChange={(value) => void setStackBy(value)}
        />
      }
      table={{
        columns: [
          { header: t("day") },
          ...series.map(({ name }) => ({ header: name, align: "end" as const })),
          { header: t("total"), align: "end" },
        ],
        rows: daily.days.map(({ day, total, costs }) => ({
          key: day,
          cells: [
            <TextLink key="day" href={ledgerHref({ from: day, to: day, currency })}>
              {day}
            </TextLink>,
            ...series.map(({ key }) =>
              costs[key] ? (
                <TextLink key={key} href={entriesHref(day, key)}>
                  <MoneyText value={costs[key]} precision="exact" bare />
                </TextLink>
              ) : (
                <MoneyText key={key} value={null} />
              ),
            ),
            <MoneyText key="total" value={total} precision="exact" bare />,
          ],
        })),
      }}
    >
      <ResponsiveContainer width="100%" height="100%" initialDimension={{ width: 800, height: 240 }}>
        <BarChart data={points} margin={{ top: 4, right: 4, bottom: 0, left: 4 }}>
          <CartesianGrid vertical={false} stroke="var(--color-line)" />
          <XAxis
            dataKey="day"
            tickFormatter={dayName}
            tickLine={false}
            axisLine={{ stroke: "var(--color-line)" }}
            tick={{ fill: "var(--color-muted)", fontSize: 11 }}
            minTickGap={24}
          />
          <YAxis
            width={72}
            tickLine={false}
            axisLine={false}
            tick={{ fill: "var(--color-muted)", fontSize: 11 }}
            tickFormatter={(value: number) => formatAmount(plainDecimal(value), locale)}
          />
          <Tooltip
            cursor={{ fill: "var(--color-hover)" }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const day = daily.days.find((one) => one.day === label);
              if (!active || !day) return null;
              return (
                <div className="rounded-md border border-line bg-raised p-2 text-xs shadow-float">
                  <p className="mb-1 font-medium">{dayName(day.day)}</p>
                  {series.map(({ key, name, color }) =>
                    day.costs[key] ? (
                      <p key={key} className="flex items-center gap-2">
                        <span aria-hidden className="size-2 rounded-sm" style={{ background: color }} />
                        <span className="me-auto">{name}</span>
                        <MoneyText value={day.costs[key]} precision="exact" />
                      </p>
                    ) : null,
                  )}
                  <p className="mt-1 flex justify-between gap-4 border-line border-t pt-1 font-medium">
                    {t("total")} <MoneyText value={day.total} precision="exact" />
                  </p>
                </div>
              );
            }}
          />
          {series.map(({ key, name, color }) => (
            <Bar
              key={key}
              dataKey={key}
              name={name}
              stackId="spend"
              fill={color}
              maxBarSize={36}
              className="cursor-pointer"
              onClick={({ payload }: { payload?: { day?: string } }) =>
                payload?.day && router.push(entriesHref(payload.day, key))
              }
              isAnimationActive={false}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

// An axis tick such as 5e-7 as the decimal string the formatter takes.
function plainDecimal(value: number): string {
  return value.toFixed(12).replace(/\.?0+$/, "");
}
