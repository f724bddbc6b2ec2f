"use client";
import { Cpu, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { api, problemOf } from "#components/api/client.ts";
import { usePagedList } from "#components/api/use-paged-list.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { ModelView } from "#lib/models/model-view.ts";
import { offeredModelKinds } from "#lib/models/offered-kinds.ts";
import type { ProviderView } from "#lib/models/provider-view.ts";
import { ModelPanel } from "./model-panel.tsx";
import { NewModelPanel } from "./new-model-panel.tsx";
import { NewProviderPanel } from "./new-provider-panel.tsx";
import { ProviderPanel } from "./provider-panel.tsx";
import { ProviderSection } from "./provider-section.tsx";

interface FirstPage<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface ModelsPageProps {
  /** Whether the reader may change anything here. */
  canWrite: boolean;
  providers: FirstPage<ProviderView>;
  models: FirstPage<ModelView>;
}

const NEW = "new";
const PAGE = 200;

/** Providers with their models and prices. What is open beside them stands in the address. */
export function ModelsPage({ canWrite, ...first }: ModelsPageProps) {
  const t = useTranslations("models");
  const [open, setOpen] = useQueryStates(
    { provider: parseAsString, model: parseAsString },
    { history: "push" },
  );
  const providerList = usePagedList(api.providers.list, {
    filter: { limit: PAGE },
    firstPage: first.providers,
  });
  const modelList = usePagedList(api.models.list, { filter: { limit: PAGE }, firstPage: first.models });
  const { items: providers } = providerList;
  const { items: models } = modelList;
  const error = providerList.error ?? modelList.error;
  const unfinished = [providerList.paging, modelList.paging].filter(({ hasMore }) => hasMore);
  const close = () => void setOpen({ provider: null, model: null });
  const openProvider = providers.find(({ id }) => id === open.provider) ?? null;
  const kindsToAdd = openProvider && offeredModelKinds(openProvider.kind);
  const add = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      onClick={() => void setOpen({ provider: NEW, model: null })}
    >
      {t("addProvider")}
    </Button>
  );

  return (
    <>
      <PageHeader title={t("title")} facts={[t("about")]} primaryAction={canWrite ? add : null} />
      {error ? (
        <ErrorState
          title={t("loadFailed")}
          detail={problemOf(error)?.detail ?? null}
          onRetry={() => void Promise.all([providerList.refetch(), modelList.refetch()])}
        />
      ) : null}
      {providers.length === 0 ? (
        <EmptyState
          icon={<Cpu aria-hidden />}
          title={t("noProviders")}
          cause={canWrite ? t("noProvidersCause") : t("noProvidersAskAdmin")}
          action={canWrite ? add : null}
        />
      ) : (
        <div className="flex flex-col gap-6">
          {providers.map((provider) => (
            <ProviderSection
              key={provider.id}
              provider={provider}
              models={models.filter(({ providerId }) => providerId === provider.id)}
              canWrite={canWrite}
              openModelId={open.model}
              onEdit={() => void setOpen({ provider: provider.id, model: null })}
              onAddModel={() => void setOpen({ provider: provider.id, model: NEW })}
              onOpenModel={(id) => void setOpen({ provider: null, model: id })}
            />
          ))}
          {unfinished.length > 0 ? (
            <Button
              className="self-start"
              loading={unfinished.some(({ loadingMore }) => loadingMore)}
              onClick={() => {
                for (const { onLoadMore } of unfinished) onLoadMore();
              }}
            >
              {t("loadMore")}
            </Button>
          ) : null}
        </div>
      )}
      {open.provider === NEW && canWrite ? <NewProviderPanel onClose={close} /> : null}
      {openProvider && kindsToAdd && open.model === NEW && canWrite ? (
        <NewModelPanel key={openProvider.id} provider={openProvider} kinds={kindsToAdd} onClose={close} />
      ) : null}
      {openProvider && open.model === null ? (
        <ProviderPanel
          key={openProvider.id}
          provider={openProvider}
          modelCount={models.filter(({ providerId }) => providerId === openProvider.id).length}
          canWrite={canWrite}
          onClose={close}
        />
      ) : null}
      {open.model && open.model !== NEW ? (
        <ModelPanel
          key={open.model}
          modelId={open.model}
          known={models.find(({ id }) => id === open.model) ?? null}
          canWrite={canWrite}
          onClose={close}
        />
      ) : null}
    </>
  );
}
