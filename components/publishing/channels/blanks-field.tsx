import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { BLANKS, type Blanks } from "#lib/publishing/channels/product-csv/blanks.ts";

/** What a blank field does, where a blank cell empties what a shop has. */
export function BlanksField({
  value,
  onChange,
  misfit,
}: {
  value: Blanks;
  onChange: (blanks: Blanks) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.shopify");
  return (
    <Field label={t("blanks")} hint={t("blanksHint")} group error={misfit("config.blanks")}>
      <Select
        aria-label={t("blanks")}
        value={value}
        onValueChange={onChange}
        options={BLANKS.map((one) => ({ value: one, label: t(`blank.${one}`) }))}
      />
    </Field>
  );
}
