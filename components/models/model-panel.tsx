"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ModelView } from "#lib/models/model-view.ts";
import { ArchiveButton } from "./archive-button.tsx";
import { CapabilityFields } from "./capability-fields.tsx";
import { LimitFields } from "./limit-fields.tsx";
import { NewPrice } from "./new-price.tsx";
import { PictureCapabilityFields } from "./picture-capability-fields.tsx";
import { PriceHistory } from "./price-history.tsx";

export interface ModelPanelProps {
  modelId: string;
  /** The model as the list has it, when it does. */
  known: ModelView | null;
  canWrite: boolean;
  onClose: () => void;
}

/** One model: its name and limits, its prices, and taking it out of use. */
export function ModelPanel({ modelId, known, canWrite, onClose }: ModelPanelProps) {
  const t = useTranslations("models");
  const { data: model, error } = useQuery({
    ...api.models.find.queryOptions({ input: { id: modelId } }),
    ...(known && { initialData: known }),
  });
  if (model) return <KnownModelPanel model={model} canWrite={canWrite} onClose={onClose} />;
  return <LoadingPanel title={t("model")} error={error} onClose={onClose} />;
}

function KnownModelPanel({
  model,
  canWrite,
  onClose,
}: {
  model: ModelView;
  canWrite: boolean;
  onClose: () => void;
}) {
  const t = useTranslations("models");
  const formId = useId();
  const [name, setName] = useState(model.name);
  const [limits, setLimits] = useState(model.limits);
  const [capabilities, setCapabilities] = useState(model.capabilities);
  const isText = model.kind === "text";
  const isAskedFor = isText || model.kind === "image";
  const Fields = isText ? CapabilityFields : PictureCapabilityFields;
  const change = useChange(client.models.change, { touches: [api.models.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { learnt: _, ...set } = capabilities;
    change.run({ id: model.id, name, limits, ...(isAskedFor && { capabilities: set }) }, (saved) => {
      setCapabilities(saved.capabilities);
      showToast({ title: t("savedToast", { name }) });
    });
  }

  return (
    <SidePanel
      title={model.name}
      facts={
        <>
          <span>{model.providerName}</span>
          <span>{t(`modelKind.${model.kind}`)}</span>
          {model.simulated ? <SimulatedMark /> : null}
        </>
      }
      width="lg"
      onClose={onClose}
      footer={canWrite ? <FormButtons formId={formId} pending={change.pending} onCancel={onClose} /> : null}
    >
      <div className="flex flex-col gap-6">
        {model.price ? null : <Callout tone="warning">{t("priceNeeded")}</Callout>}
        <form id={formId} onSubmit={submit} noValidate>
          <fieldset disabled={!canWrite} className="flex min-w-0 flex-col gap-4">
            {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
            <Field
              label={t("field.modelName")}
              hint={t("field.modelNameHint")}
              error={change.misfit("name")}
              disabled={!canWrite}
            >
              <Input value={name} onValueChange={setName} autoComplete="off" className="font-mono" />
            </Field>
            <LimitFields limits={limits} onChange={setLimits} misfit={change.misfit} />
            {isAskedFor ? (
              <section className="flex min-w-0 flex-col gap-3 border-line border-t pt-4">
                <h3 className="font-semibold">{t("capabilities")}</h3>
                <p className="text-muted">{t("capabilitiesHint")}</p>
                {capabilities.billedOutputTokens === null || !isText ? null : (
                  <Callout tone="warning">
                    {t("billsBeyond", { tokens: capabilities.billedOutputTokens })}
                  </Callout>
                )}
                <Fields
                  capabilities={capabilities}
                  onChange={setCapabilities}
                  misfit={change.misfit}
                  disabled={!canWrite}
                />
              </section>
            ) : null}
          </fieldset>
        </form>
        <section className="flex min-w-0 flex-col gap-3">
          <h3 className="font-semibold">{t("prices")}</h3>
          <PriceHistory model={model} />
          {canWrite ? <NewPrice model={model} /> : null}
        </section>
        {canWrite ? (
          <section className="border-line border-t pt-4">
            <ArchiveButton
              of={model}
              label={t("archiveModel")}
              hint={t("archiveModelHint")}
              archive={client.models.archive}
              onDone={onClose}
            />
          </section>
        ) : null}
      </div>
    </SidePanel>
  );
}
