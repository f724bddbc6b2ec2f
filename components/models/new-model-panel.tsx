"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { OfferedModelKinds } from "#lib/models/offered-kinds.ts";
import type { ProviderView } from "#lib/models/provider-view.ts";
import { type LimitDraft, LimitFields } from "./limit-fields.tsx";
import { draftOf, isPriced, NO_PRICE, PriceFields, priceInput } from "./price-fields.tsx";
import { useOutcomeWords } from "./use-outcome-words.ts";

export interface NewModelPanelProps {
  provider: ProviderView;
  /** The kinds of models to choose from. */
  kinds: OfferedModelKinds;
  onClose: () => void;
}

/** Adding a model to a provider: from the provider's own list where it gives one, priced from a list price. */
export function NewModelPanel({ provider, kinds, onClose }: NewModelPanelProps) {
  const t = useTranslations("models");
  const explain = useOutcomeWords();
  const formId = useId();
  const [name, setName] = useState("");
  const [kind, setKind] = useState(kinds[0]);
  const [price, setPrice] = useState(NO_PRICE);
  const [limits, setLimits] = useState<LimitDraft>({ rpm: null, tpm: null, concurrency: null });
  const offered = useQuery({
    ...api.providers.offered.queryOptions({ input: { id: provider.id } }),
    retry: false,
    staleTime: 60_000,
  });
  const suggest = useMutation({
    mutationFn: (model: string) => client.providers.suggestPrice({ id: provider.id, model }),
    onSuccess: ({ suggestion }) => {
      if (!suggestion) return;
      setPrice(draftOf(suggestion));
    },
  });
  const create = useChange(client.models.create, { touches: [api.models.key()] });
  const choose = (model: string) => {
    setName(model);
    if (model && !isPriced(price)) suggest.mutate(model);
  };

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const prices = isPriced(price) ? { prices: priceInput(price) } : {};
    create.run({ providerId: provider.id, name, kind, limits, ...prices }, () => {
      showToast({ title: t("addedToast", { name }) });
      onClose();
    });
  }

  return (
    <SidePanel
      title={t("addModelTo", { provider: provider.name })}
      onClose={onClose}
      footer={
        <FormButtons formId={formId} label={t("addModel")} pending={create.pending} onCancel={onClose} />
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {create.problem ? <Callout tone="danger">{create.problem}</Callout> : null}
        {offered.data && offered.data.names.length > 0 ? (
          <Field label={t("offered")} hint={t("offeredHint")}>
            <Combobox
              aria-label={t("offered")}
              options={offered.data.names.map((value) => ({ value, label: value }))}
              value={offered.data.names.includes(name) ? name : null}
              onValueChange={(value) => choose(value ?? "")}
            />
          </Field>
        ) : null}
        {offered.data?.failure ? (
          <Callout tone="warning" title={t("notOffered")}>
            {explain(offered.data.failure.code, offered.data.failure.detail)}
          </Callout>
        ) : null}
        <Field label={t("field.modelName")} hint={t("field.modelNameHint")} error={create.misfit("name")}>
          <Input
            value={name}
            onValueChange={setName}
            onBlur={() => choose(name.trim())}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        {kinds.length > 1 ? (
          <Field label={t("field.kind")} group>
            <Select
              aria-label={t("field.kind")}
              value={kind}
              onValueChange={setKind}
              options={kinds.map((value) => ({ value, label: t(`modelKind.${value}`) }))}
            />
          </Field>
        ) : null}
        <fieldset className="flex min-w-0 flex-col gap-3">
          <legend className="mb-2 font-semibold">{t("priceFromNow")}</legend>
          {suggest.data?.suggestion ? (
            <Callout>
              {t("suggested", { source: sourceOf(suggest.data.suggestion.source, t("listPrice")) })}
            </Callout>
          ) : isPriced(price) ? null : (
            <Callout tone="warning">{t("priceNeeded")}</Callout>
          )}
          <PriceFields
            kind={kind}
            draft={price}
            onChange={setPrice}
            prefix="prices."
            misfit={create.misfit}
          />
        </fieldset>
        <fieldset className="min-w-0">
          <legend className="mb-2 font-semibold">{t("limits")}</legend>
          <LimitFields limits={limits} onChange={setLimits} misfit={create.misfit} />
        </fieldset>
      </form>
    </SidePanel>
  );
}

function sourceOf(source: string, list: string): string {
  return source === "list" ? list : source;
}
