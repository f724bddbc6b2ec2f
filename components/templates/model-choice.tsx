import { useTranslations } from "next-intl";
import { Select } from "#components/ui/select.tsx";
import type { PreviewModel } from "./template-view.ts";

export interface ModelChoiceProps {
  label: string;
  models: readonly Pick<PreviewModel, "id" | "name">[];
  /** An id, "" while none is chosen. */
  value: string;
  disabled: boolean;
  onChange: (id: string) => void;
}

/** Chooses a model; one that is not there any more stays shown until another is chosen. */
export function ModelChoice({ label, models, value, disabled, onChange }: ModelChoiceProps) {
  const t = useTranslations("templates.checks");
  const isGone = value !== "" && !models.some(({ id }) => id === value);
  return (
    <Select
      aria-label={label}
      className="w-full min-w-0"
      value={value}
      placeholder={t("chooseModel")}
      disabled={disabled}
      onValueChange={onChange}
      options={[
        ...models.map(({ id, name }) => ({ value: id, label: name })),
        ...(isGone ? [{ value, label: t("modelGone") }] : []),
      ]}
    />
  );
}
