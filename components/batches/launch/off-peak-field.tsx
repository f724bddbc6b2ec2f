"use client";
import { Plus, X } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { TimeZoneInput } from "#components/ui/time-zone-input.tsx";
import type { OffPeak } from "#lib/batches/off-peak.ts";

const MOST_WINDOWS = 6;
const FIRST_WINDOW = { from: "00:30", to: "08:30" };

/** Daily hours outside of which no call starts, if any. */
export function OffPeakField({
  value,
  onChange,
}: {
  value: OffPeak | null;
  onChange: (value: OffPeak | null) => void;
}) {
  const t = useTranslations("batches.launch.offPeak");
  const readersZone = useTimeZone() ?? "UTC";
  return (
    <div className="flex flex-col gap-2">
      <Checkbox
        label={t("only")}
        hint={t("hint")}
        checked={value !== null}
        onCheckedChange={(checked) =>
          onChange(checked ? { timeZone: readersZone, windows: [FIRST_WINDOW] } : null)
        }
      />
      {value ? <Windows value={value} onChange={onChange} /> : null}
    </div>
  );
}

function Windows({ value, onChange }: { value: OffPeak; onChange: (value: OffPeak) => void }) {
  const t = useTranslations("batches.launch.offPeak");
  const { timeZone, windows } = value;
  const setWindow = (at: number, part: Partial<OffPeak["windows"][number]>) =>
    onChange({ timeZone, windows: windows.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <div className="flex flex-wrap items-start gap-x-6 gap-y-3 ps-6">
      <div className="flex flex-col gap-1">
        {windows.map((window, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hours are known by their place
          <div key={at} className="flex items-center gap-2">
            <Input
              type="time"
              className="w-28"
              aria-label={t("from", { number: at + 1 })}
              value={window.from}
              onValueChange={(from) => setWindow(at, { from })}
            />
            –
            <Input
              type="time"
              className="w-28"
              aria-label={t("to", { number: at + 1 })}
              value={window.to}
              onValueChange={(to) => setWindow(at, { to })}
            />
            {windows.length > 1 ? (
              <Button
                variant="ghost"
                size="sm"
                icon={<X aria-hidden />}
                aria-label={t("remove", { number: at + 1 })}
                onClick={() => onChange({ timeZone, windows: windows.filter((_, index) => index !== at) })}
              />
            ) : null}
          </div>
        ))}
        {windows.length < MOST_WINDOWS ? (
          <Button
            variant="ghost"
            size="sm"
            className="self-start"
            icon={<Plus aria-hidden />}
            onClick={() => onChange({ timeZone, windows: [...windows, { from: "12:00", to: "14:00" }] })}
          >
            {t("add")}
          </Button>
        ) : null}
      </div>
      <Field label={t("timeZone")} group className="w-64 max-w-full">
        <TimeZoneInput
          aria-label={t("timeZone")}
          value={timeZone}
          onValueChange={(zone) => onChange({ timeZone: zone, windows })}
        />
      </Field>
    </div>
  );
}
