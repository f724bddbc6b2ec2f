"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Blanks } from "#lib/publishing/channels/product-csv/blanks.ts";
import {
  SHOPIFY_HEADERS,
  SHOPIFY_TYPES,
  type ShopifyHeaders,
  type ShopifyType,
} from "#lib/publishing/channels/shopify/shopify-config.ts";
import { BlanksField } from "./blanks-field.tsx";

/** What is set of a file for a Shopify shop, of products or of translations. */
export interface ShopifyDraft {
  headers: ShopifyHeaders;
  blanks: Blanks;
  type: ShopifyType;
  market: string;
}

/** What a new one begins as. */
export const NEW_SHOPIFY: ShopifyDraft = {
  headers: "new",
  blanks: "leave-out",
  type: "PRODUCT",
  market: "",
};

interface Props {
  draft: ShopifyDraft;
  onChange: (draft: ShopifyDraft) => void;
  misfit: (path: string) => string | null;
}

/** What is set of a product file: its headers, and what a blank field does. */
export function ShopifyProductFields({ draft, onChange, misfit }: Props) {
  const t = useTranslations("publishing.shopify");
  return (
    <>
      <Field label={t("headers")} hint={t("headersHint")} group error={misfit("config.headers")}>
        <Select
          aria-label={t("headers")}
          value={draft.headers}
          onValueChange={(headers) => onChange({ ...draft, headers })}
          options={SHOPIFY_HEADERS.map((value) => ({ value, label: t(`header.${value}`) }))}
        />
      </Field>
      <BlanksField
        value={draft.blanks}
        onChange={(blanks) => onChange({ ...draft, blanks })}
        misfit={misfit}
      />
    </>
  );
}

/** What is set of a file of translations: what they are of, and for which market. */
export function ShopifyTranslationFields({ draft, onChange, misfit }: Props) {
  const t = useTranslations("publishing.shopify");
  return (
    <>
      <Field label={t("type")} hint={t("typeHint")} group error={misfit("config.type")}>
        <Select
          aria-label={t("type")}
          value={draft.type}
          onValueChange={(type) => onChange({ ...draft, type })}
          options={SHOPIFY_TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
        />
      </Field>
      <Field label={t("market")} hint={t("marketHint")} optional error={misfit("config.market")}>
        <Input
          value={draft.market}
          onValueChange={(market) => onChange({ ...draft, market })}
          maxLength={100}
          autoComplete="off"
        />
      </Field>
    </>
  );
}
