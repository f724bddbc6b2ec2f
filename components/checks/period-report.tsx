"use client";
import { Download } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { DayInput } from "#components/ui/day-input.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

// The days are the reader's: in Shanghai a new one, and a new month, begins while UTC has the day before.
function dayAt(timeZone: string, moment: Date): string {
  return new Intl.DateTimeFormat("sv", { timeZone, dateStyle: "short" }).format(moment);
}

const FORMATS = ["json", "xlsx"] as const;

/** Downloads what a security assessment of generated content asks for, over days that are chosen. */
export function PeriodReport() {
  const t = useTranslations("checks.report");
  const timeZone = useTimeZone() ?? "UTC";
  const [today] = useState(() => dayAt(timeZone, new Date()));
  const [from, setFrom] = useState(`${today.slice(0, 8)}01`);
  const [to, setTo] = useState(today);
  const address = (format: string) =>
    `/api/v1/compliance/report?${new URLSearchParams({ from, to, timeZone, format })}`;
  const isChosen = from !== "" && to !== "" && from <= to;
  return (
    <Dialog
      trigger={<Button icon={<Download aria-hidden />}>{t("open")}</Button>}
      title={t("open")}
      description={t("about")}
      footer={FORMATS.map((format) =>
        isChosen ? (
          <a
            key={format}
            href={address(format)}
            className={buttonStyle(format === "xlsx" ? "primary" : "secondary", "md", false)}
          >
            {t(format)}
          </a>
        ) : null,
      )}
    >
      <div className="flex flex-wrap gap-4">
        <DayInput label={t("from")} value={from} max={to} onChange={setFrom} />
        <DayInput label={t("to")} value={to} min={from} max={today} onChange={setTo} />
      </div>
    </Dialog>
  );
}
