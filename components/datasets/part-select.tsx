import { useTranslations } from "next-intl";
import { Select } from "#components/ui/select.tsx";
import { PARTS, type Part } from "#lib/datasets/split.ts";

/** Chooses a part of a dataset that is split, or all of it. */
export function PartSelect({
  part,
  onPart,
  size,
  disabled,
}: {
  part: Part | null;
  onPart: (part: Part | null) => void;
  size?: "sm";
  disabled?: boolean;
}) {
  const t = useTranslations("datasets.split");
  return (
    <Select
      {...(size && { size })}
      aria-label={t("part")}
      disabled={disabled}
      value={part ?? ""}
      options={[
        { value: "", label: t("all") },
        ...PARTS.map((one) => ({ value: one, label: t(`parts.${one}`) })),
      ]}
      onValueChange={(value) => onPart(PARTS.find((one) => one === value) ?? null)}
    />
  );
}
