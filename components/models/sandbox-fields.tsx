"use client";
import { useTranslations } from "next-intl";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { FAULT_KINDS, SANDBOX_HEADERS } from "#lib/models/sandbox-settings.ts";

export interface SandboxFieldsProps {
  headers: Record<string, string>;
  onChange: (headers: Record<string, string>) => void;
}

/** How fast the sandbox answers and how often it fails; kept as headers that are sent with every call. */
export function SandboxFields({ headers, onChange }: SandboxFieldsProps) {
  const t = useTranslations("models");
  const set = (header: string, value: string | null) => {
    const { [header]: _, ...rest } = headers;
    onChange(value === null || value === "" ? rest : { ...rest, [header]: value });
  };
  const number = (header: string) => (headers[header] === undefined ? null : Number(headers[header]));
  const rate = number(SANDBOX_HEADERS.faultRate);
  const kinds = (headers[SANDBOX_HEADERS.faultKinds] ?? "").split(",").filter(Boolean);
  return (
    <>
      <Field label={t("sandbox.latency")} optional hint={t("sandbox.latencyHint")}>
        <NumberInput
          value={number(SANDBOX_HEADERS.latencyMs)}
          min={0}
          max={600_000}
          step={50}
          unit="ms"
          onValueChange={(value) => set(SANDBOX_HEADERS.latencyMs, value === null ? null : String(value))}
        />
      </Field>
      <Field label={t("sandbox.rpm")} optional hint={t("sandbox.rpmHint")}>
        <NumberInput
          value={number(SANDBOX_HEADERS.rpm)}
          min={1}
          step={60}
          onValueChange={(value) => set(SANDBOX_HEADERS.rpm, value === null ? null : String(value))}
        />
      </Field>
      <Field label={t("sandbox.faultRate")} optional hint={t("sandbox.faultRateHint")}>
        <NumberInput
          value={rate === null ? null : Math.round(rate * 1_000) / 10}
          min={0}
          max={100}
          step={1}
          unit="%"
          onValueChange={(value) =>
            set(SANDBOX_HEADERS.faultRate, value === null || value === 0 ? null : String(value / 100))
          }
        />
      </Field>
      {rate ? (
        <Field label={t("sandbox.faultKinds")} group hint={t("sandbox.faultKindsHint")}>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {FAULT_KINDS.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`sandbox.fault.${kind}`)}
                checked={kinds.includes(kind)}
                onCheckedChange={(on) =>
                  set(
                    SANDBOX_HEADERS.faultKinds,
                    FAULT_KINDS.filter((one) => (one === kind ? on : kinds.includes(one))).join(","),
                  )
                }
              />
            ))}
          </div>
        </Field>
      ) : null}
    </>
  );
}
