"use client";
import { useTranslations } from "next-intl";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ModelKind } from "#lib/models/provider.ts";

/** A price as it is typed: decimals as text, so that no digit is lost; empty where there is none. */
export interface PriceDraft {
  currency: string;
  inputPerMTok: string;
  cachedInputPerMTok: string;
  cacheWritePerMTok: string;
  outputPerMTok: string;
  perImage: string;
  batchDiscount: string;
}

export const NO_PRICE: PriceDraft = {
  currency: "USD",
  inputPerMTok: "",
  cachedInputPerMTok: "",
  cacheWritePerMTok: "",
  outputPerMTok: "",
  perImage: "",
  batchDiscount: "",
};

/** Whether anything of a price was typed. */
export function isPriced(draft: PriceDraft): boolean {
  return Object.entries(draft).some(([field, text]) => field !== "currency" && text.trim() !== "");
}

/** A typed price as the API takes it. */
export function priceInput(draft: PriceDraft) {
  const orNull = (text: string) => text.trim() || null;
  return {
    currency: draft.currency.trim().toUpperCase(),
    inputPerMTok: draft.inputPerMTok.trim(),
    cachedInputPerMTok: orNull(draft.cachedInputPerMTok),
    cacheWritePerMTok: orNull(draft.cacheWritePerMTok),
    outputPerMTok: draft.outputPerMTok.trim() || "0",
    perImage: orNull(draft.perImage),
    batchDiscount: orNull(draft.batchDiscount),
  };
}

export interface PriceFieldsProps {
  kind: ModelKind;
  draft: PriceDraft;
  onChange: (draft: PriceDraft) => void;
  /** Path of the price in the input, such as "prices.". */
  prefix?: string;
  misfit: (path: string) => string | null;
}

/** The parts of a price. */
export function PriceFields({ kind, draft, onChange, prefix = "", misfit }: PriceFieldsProps) {
  const t = useTranslations("models");
  const fields: (keyof PriceDraft)[] = ["currency", "inputPerMTok", "cachedInputPerMTok", "outputPerMTok"];
  if (kind === "image") fields.push("perImage");
  if (kind === "text") fields.push("cacheWritePerMTok", "batchDiscount");
  const optional = new Set<keyof PriceDraft>(["cachedInputPerMTok", "cacheWritePerMTok", "batchDiscount"]);
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {fields.map((field) => (
        <Field
          key={field}
          label={t(`price.${field}`)}
          optional={optional.has(field)}
          hint={t(`priceHint.${field}`)}
          error={misfit(`${prefix}${field}`)}
        >
          <Input
            value={draft[field]}
            onValueChange={(text) => onChange({ ...draft, [field]: text })}
            inputMode={field === "currency" ? "text" : "decimal"}
            autoComplete="off"
            className="figures"
          />
        </Field>
      ))}
    </div>
  );
}
