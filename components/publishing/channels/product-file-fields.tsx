"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { AKENEO_DELIMITERS, type AkeneoDelimiter } from "#lib/publishing/channels/akeneo/akeneo-config.ts";
import type { Blanks } from "#lib/publishing/channels/product-csv/blanks.ts";
import { BlanksField } from "./blanks-field.tsx";

/** What is set of a product file for WooCommerce or Akeneo. */
export interface ProductFileDraft {
  blanks: Blanks;
  delimiter: AkeneoDelimiter;
  identifier: string;
}

/** What a new one begins as. */
export const NEW_PRODUCT_FILE: ProductFileDraft = {
  blanks: "leave-out",
  delimiter: ";",
  identifier: "sku",
};

const NAMES = { ";": "semicolon", ",": "comma", "|": "pipe" } as const;

/** What is set of a product file: how it is read, and what a blank field does. */
export function ProductFileFields({
  kind,
  draft,
  onChange,
  misfit,
}: {
  kind: "woocommerce-products" | "akeneo-products";
  draft: ProductFileDraft;
  onChange: (draft: ProductFileDraft) => void;
  misfit: (path: string) => string | null;
}) {
  const t = useTranslations("publishing.productFile");
  const isAkeneo = kind === "akeneo-products";
  return (
    <>
      <p className="text-muted">{t(isAkeneo ? "akeneoHint" : "woocommerceHint")}</p>
      {isAkeneo ? (
        <>
          <Field label={t("identifier")} hint={t("identifierHint")} error={misfit("config.identifier")}>
            <Input
              value={draft.identifier}
              onValueChange={(identifier) => onChange({ ...draft, identifier })}
              maxLength={100}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          <Field label={t("delimiter")} hint={t("delimiterHint")} group error={misfit("config.delimiter")}>
            <Select
              aria-label={t("delimiter")}
              value={draft.delimiter}
              onValueChange={(delimiter) => onChange({ ...draft, delimiter })}
              options={AKENEO_DELIMITERS.map((value) => ({ value, label: t(`delimiters.${NAMES[value]}`) }))}
            />
          </Field>
        </>
      ) : null}
      <BlanksField
        value={draft.blanks}
        onChange={(blanks) => onChange({ ...draft, blanks })}
        misfit={misfit}
      />
    </>
  );
}
