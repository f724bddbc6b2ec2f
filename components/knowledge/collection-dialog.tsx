"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { modelName } from "#components/models/model-name.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { Select } from "#components/ui/select.tsx";
import type { CollectionAnswer, EmbeddingModel } from "./knowledge-answer.ts";

export interface CollectionDialogProps {
  /** Left out for a new one. */
  collection?: CollectionAnswer;
  models: EmbeddingModel[];
  onSaved: (saved: { id: string }) => void;
  onClose: () => void;
}

/** Makes a collection, or changes one; with another model it says what embedding all of it anew costs. */
export function CollectionDialog({ collection, models, onSaved, onClose }: CollectionDialogProps) {
  const t = useTranslations("knowledge.form");
  const title = useTranslations("knowledge");
  const words = useTranslations("common.action");
  const formId = useId();
  const priced = models.filter(({ price }) => price !== null);
  const [modelId, setModelId] = useState(
    collection?.embeddingModel.id ?? (priced.length === 1 ? (priced[0]?.id ?? null) : null),
  );
  const touches = [api.collections.key()];
  const create = useChange(client.collections.create, { touches });
  const change = useChange(client.collections.change, { touches });
  const { pending, problem, misfit } = collection ? change : create;
  const isOther = collection !== undefined && modelId !== collection.embeddingModel.id;
  const currency = collection?.spent.currency ?? models.find(({ id }) => id === modelId)?.price?.currency;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get("name"));
    const amount = String(form.get("cap")).trim();
    const cap = amount && currency ? { amount, currency } : null;
    if (collection)
      change.run(
        {
          ...{ id: collection.id, name, budgetCap: cap },
          ...(isOther && modelId && { embeddingModelId: modelId }),
        },
        onSaved,
      );
    else create.run({ name, embeddingModelId: modelId ?? "", ...(cap && { budgetCap: cap }) }, onSaved);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={collection ? title("page.settings") : title("list.new")}
      footer={
        <FormButtons
          formId={formId}
          label={collection ? undefined : words("create")}
          pending={pending}
          disabled={modelId === null}
          onCancel={onClose}
        />
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {problem ? <Callout tone="danger">{problem}</Callout> : null}
        <Field label={t("name")} hint={t("nameHint")} error={misfit("name")}>
          <Input
            name="name"
            maxLength={200}
            autoComplete="off"
            autoFocus={!collection}
            defaultValue={collection?.name ?? ""}
          />
        </Field>
        <Field label={t("model")} hint={t("modelHint")} error={misfit("embeddingModelId")} group>
          <Select
            aria-label={t("model")}
            className="w-full"
            placeholder={t("chooseModel")}
            value={modelId}
            onValueChange={setModelId}
            options={models.map(({ id, name, providerName, price }) => ({
              value: id,
              label: modelName({ name, provider: providerName }),
              disabled: price === null,
              ...(price === null && { hint: t("noPrice") }),
            }))}
          />
        </Field>
        {isOther && modelId ? <CostAnew id={collection.id} embeddingModelId={modelId} /> : null}
        <Field
          label={t("cap")}
          hint={t("capHint")}
          error={misfit("budgetCap.amount") ?? misfit("budgetCap")}
          aside={currency}
          optional
        >
          <Input
            name="cap"
            inputMode="decimal"
            autoComplete="off"
            defaultValue={collection?.budgetCap?.amount ?? ""}
          />
        </Field>
      </form>
    </Dialog>
  );
}

function CostAnew(input: { id: string; embeddingModelId: string }) {
  const t = useTranslations("knowledge.form");
  const { data } = useQuery(api.collections.estimate.queryOptions({ input }));
  return (
    <Callout tone="warning">
      <p>{t("anew")}</p>
      {data ? (
        <p className="mt-1">
          {t("anewCost", { texts: data.texts, tokens: data.tokens })} <MoneyText value={data.cost} />
        </p>
      ) : null}
    </Callout>
  );
}
