"use client";
import { KeyRound, Pencil, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import type { ModelView } from "#lib/models/model-view.ts";
import { offeredModelKinds } from "#lib/models/offered-kinds.ts";
import type { ProviderView } from "#lib/models/provider-view.ts";
import { ModelTable } from "./model-table.tsx";
import { ProviderTest } from "./provider-test.tsx";

export interface ProviderSectionProps {
  provider: ProviderView;
  models: ModelView[];
  canWrite: boolean;
  openModelId: string | null;
  onEdit: () => void;
  onAddModel: () => void;
  onOpenModel: (id: string) => void;
}

/** One provider: what it is, how it is reached, whether it answers, and its models. */
export function ProviderSection({
  provider,
  models,
  canWrite,
  openModelId,
  onEdit,
  onAddModel,
  onOpenModel,
}: ProviderSectionProps) {
  const t = useTranslations("models");
  const headingId = useId();
  const addModel =
    canWrite && offeredModelKinds(provider.kind) ? (
      <Button size="sm" icon={<Plus aria-hidden />} onClick={onAddModel}>
        {t("addModel")}
      </Button>
    ) : null;
  return (
    <article aria-labelledby={headingId} className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h2 id={headingId} className="min-w-0 break-words font-semibold text-base">
          {provider.name}
        </h2>
        <Badge>{t(`kind.${provider.kind}`)}</Badge>
        {provider.simulated ? <SimulatedMark /> : null}
        <ProviderFacts provider={provider} />
        {canWrite ? (
          <div className="ms-auto flex flex-wrap items-center gap-2">
            <ProviderTest providerId={provider.id} name={provider.name} />
            <Button
              size="sm"
              icon={<Pencil aria-hidden />}
              onClick={onEdit}
              aria-label={t("editOne", { name: provider.name })}
            >
              {t("edit")}
            </Button>
            {addModel}
          </div>
        ) : null}
      </div>
      <ModelTable
        label={t("modelsOf", { provider: provider.name })}
        models={models}
        currentId={openModelId}
        onOpen={onOpenModel}
        empty={
          <EmptyState title={t("noModels")} cause={t("noModelsCause")} action={addModel} className="py-6" />
        }
      />
    </article>
  );
}

function ProviderFacts({ provider }: { provider: ProviderView }) {
  const t = useTranslations("models");
  const address = provider.baseUrl ?? provider.usualBaseUrl;
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
      {address ? <span className="break-all font-mono">{address}</span> : null}
      {provider.simulated ? null : (
        <span className="inline-flex items-center gap-1 whitespace-nowrap">
          <KeyRound className="size-3" aria-hidden />
          {provider.apiKeyHint ? t("keyEnding", { hint: provider.apiKeyHint }) : t("noKey")}
        </span>
      )}
      {provider.allowPrivateNetwork ? <span>{t("insideNetwork")}</span> : null}
    </span>
  );
}
