"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type Labelled, usePunctuation } from "#components/ui/use-punctuation.ts";
import type { NewPrice } from "#lib/models/add-price.ts";
import { readRates, writeRates } from "#lib/models/picture-rate-lines.ts";
import type { ModelKind } from "#lib/models/provider.ts";

/** A price as it is typed: decimals as text, so that no digit is lost; empty where there is none. */
export interface PriceDraft {
  currency: string;
  inputPerMTok: string;
  cachedInputPerMTok: string;
  cacheWritePerMTok: string;
  pictureInputPerMTok: string;
  outputPerMTok: string;
  pictureOutputPerMTok: string;
  perImage: string;
  /** In lines, as `readRates` takes them. */
  pictureRates: string;
  batchDiscount: string;
}

export const NO_PRICE: PriceDraft = {
  currency: "USD",
  inputPerMTok: "",
  cachedInputPerMTok: "",
  cacheWritePerMTok: "",
  pictureInputPerMTok: "",
  outputPerMTok: "",
  pictureOutputPerMTok: "",
  perImage: "",
  pictureRates: "",
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
    // What is charged by the piece has no price for tokens.
    inputPerMTok: draft.inputPerMTok.trim() || (isByPiece(draft) ? "0" : ""),
    cachedInputPerMTok: orNull(draft.cachedInputPerMTok),
    cacheWritePerMTok: orNull(draft.cacheWritePerMTok),
    pictureInputPerMTok: orNull(draft.pictureInputPerMTok),
    outputPerMTok: draft.outputPerMTok.trim() || "0",
    pictureOutputPerMTok: orNull(draft.pictureOutputPerMTok),
    perImage: orNull(draft.perImage),
    pictureRates: readRates(draft.pictureRates),
    batchDiscount: orNull(draft.batchDiscount),
  };
}

/** A price as it is shown to be typed over. */
export function draftOf(price: Omit<NewPrice, "effectiveFrom">): PriceDraft {
  return {
    currency: price.currency,
    inputPerMTok: price.inputPerMTok,
    cachedInputPerMTok: price.cachedInputPerMTok ?? "",
    cacheWritePerMTok: price.cacheWritePerMTok ?? "",
    pictureInputPerMTok: price.pictureInputPerMTok ?? "",
    outputPerMTok: price.outputPerMTok,
    pictureOutputPerMTok: price.pictureOutputPerMTok ?? "",
    perImage: price.perImage ?? "",
    pictureRates: writeRates(price.pictureRates ?? []),
    batchDiscount: price.batchDiscount ?? "",
  };
}

function isByPiece({ perImage, pictureRates }: PriceDraft): boolean {
  return perImage.trim() !== "" || pictureRates.trim() !== "";
}

export interface PriceFieldsProps {
  kind: ModelKind;
  draft: PriceDraft;
  onChange: (draft: PriceDraft) => void;
  /** Path of the price in the input, such as "prices.". */
  prefix?: string;
  misfit: (path: string) => string | null;
}

type PictureBilling = "pieces" | "tokens";

const FIELDS: Record<Exclude<ModelKind, "image"> | PictureBilling, (keyof PriceDraft)[]> = {
  text: [
    "currency",
    "inputPerMTok",
    "cachedInputPerMTok",
    "outputPerMTok",
    "cacheWritePerMTok",
    "batchDiscount",
  ],
  embedding: ["currency", "inputPerMTok", "cachedInputPerMTok", "outputPerMTok"],
  moderation: ["currency", "inputPerMTok", "cachedInputPerMTok", "outputPerMTok"],
  pieces: ["currency", "perImage"],
  tokens: ["currency", "inputPerMTok", "pictureInputPerMTok", "outputPerMTok", "pictureOutputPerMTok"],
};
const OPTIONAL: ReadonlySet<keyof PriceDraft> = new Set([
  "cachedInputPerMTok",
  "cacheWritePerMTok",
  "pictureInputPerMTok",
  "batchDiscount",
]);

/** The parts of a price; of a model that draws, by what it is charged. */
export function PriceFields({ kind, draft, onChange, prefix = "", misfit }: PriceFieldsProps) {
  const t = useTranslations("models");
  const { labelled } = usePunctuation();
  const [chosen, setChosen] = useState<PictureBilling>("pieces");
  const billing = isByPiece(draft) ? "pieces" : isPriced(draft) ? "tokens" : chosen;
  const choose = (billing: PictureBilling) => {
    setChosen(billing);
    // What the other way is charged by would count as well.
    onChange({ ...NO_PRICE, currency: draft.currency });
  };
  const isByPictures = kind === "image" && billing === "pieces";
  return (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {kind === "image" ? (
        <Field
          className="sm:col-span-2"
          label={t("pictureBilling.label")}
          hint={t(`pictureBilling.${billing}Hint`)}
          group
        >
          <RadioGroup
            aria-label={t("pictureBilling.label")}
            inline
            value={billing}
            onValueChange={choose}
            options={(["pieces", "tokens"] as const).map((value) => ({
              value,
              label: t(`pictureBilling.${value}`),
            }))}
          />
        </Field>
      ) : null}
      {FIELDS[kind === "image" ? billing : kind].map((field) => (
        <Field
          key={field}
          label={t(`price.${field}`)}
          optional={OPTIONAL.has(field)}
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
      {isByPictures ? (
        <Field
          className="sm:col-span-2"
          label={t("price.pictureRates")}
          optional
          hint={t("priceHint.pictureRates")}
          error={rateMisfit(draft.pictureRates, prefix, misfit, labelled)}
        >
          <Textarea
            value={draft.pictureRates}
            onChange={({ target }) => onChange({ ...draft, pictureRates: target.value })}
            rows={3}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      ) : null}
    </div>
  );
}

// What is wrong with a line is told with the line.
function rateMisfit(
  lines: string,
  prefix: string,
  misfit: PriceFieldsProps["misfit"],
  labelled: Labelled,
): string | null {
  for (const [place, rate] of readRates(lines).entries())
    for (const part of ["size", "quality", "amount"] as const) {
      const problem = misfit(`${prefix}pictureRates.${place}.${part}`);
      if (problem) return labelled(rate[part] ?? "*", problem);
    }
  return null;
}
