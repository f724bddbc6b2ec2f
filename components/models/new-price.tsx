"use client";
import { Plus } from "lucide-react";
import { useTimeZone, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ModelView } from "#lib/models/model-view.ts";
import { draftOf, NO_PRICE, type PriceDraft, PriceFields, priceInput } from "./price-fields.tsx";

/** A new price, from now or from a moment in the reader's own time zone. Prices are never changed. */
export function NewPrice({ model }: { model: ModelView }) {
  const t = useTranslations("models");
  const words = useTranslations("common.action");
  const timeZone = useTimeZone() ?? "UTC";
  const [draft, setDraft] = useState<PriceDraft | null>(null);
  const [from, setFrom] = useState("");
  const add = useChange(client.models.addPrice, { touches: [api.models.key()] });

  if (!draft)
    return (
      <Button
        size="sm"
        icon={<Plus aria-hidden />}
        className="self-start"
        onClick={() => setDraft(model.price ? draftOf(model.price) : NO_PRICE)}
      >
        {t("addPrice")}
      </Button>
    );

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!draft) return;
    // The browser's zone is the one the screens are shown in.
    const effectiveFrom = from ? { effectiveFrom: new Date(from).toISOString() } : {};
    add.run({ id: model.id, ...priceInput(draft), ...effectiveFrom }, () => {
      showToast({ title: t("priceAddedToast", { name: model.name }) });
      setDraft(null);
      setFrom("");
    });
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4 rounded-lg border border-line p-3">
      {add.problem ? <Callout tone="danger">{add.problem}</Callout> : null}
      <PriceFields kind={model.kind} draft={draft} onChange={setDraft} misfit={add.misfit} />
      <Field
        label={t("effectiveFrom")}
        optional
        hint={t("effectiveFromHint", { zone: timeZone })}
        error={add.misfit("effectiveFrom")}
      >
        <Input type="datetime-local" value={from} onValueChange={setFrom} className="w-56" />
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={() => setDraft(null)}>{words("cancel")}</Button>
        <Button type="submit" variant="primary" loading={add.pending}>
          {t("addPrice")}
        </Button>
      </div>
    </form>
  );
}
