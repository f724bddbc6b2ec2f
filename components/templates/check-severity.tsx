import { useTranslations } from "next-intl";
import { Select } from "#components/ui/select.tsx";

export interface CheckSeverityProps {
  /** The check, by its name. */
  of: string;
  value: "warn" | "block";
  disabled: boolean;
  onChange: (severity: "warn" | "block") => void;
}

/** How bad a finding of a check is. */
export function CheckSeverity({ of, value, disabled, onChange }: CheckSeverityProps) {
  const t = useTranslations("templates.checks");
  return (
    <Select
      size="sm"
      aria-label={t("severityOf", { check: of })}
      value={value}
      disabled={disabled}
      onValueChange={onChange}
      options={(["warn", "block"] as const).map((severity) => ({
        value: severity,
        label: t(`severity.${severity}`),
      }))}
      className="min-w-20"
    />
  );
}
