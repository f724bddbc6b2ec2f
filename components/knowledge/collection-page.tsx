"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus, Settings2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { modelName } from "#components/models/model-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { AddDocumentDialog } from "./add-document-dialog.tsx";
import { CollectionDialog } from "./collection-dialog.tsx";
import { DocumentTable } from "./document-table.tsx";
import type { CollectionAnswer, DocumentLine, EmbeddingModel } from "./knowledge-answer.ts";
import { QueryPanel } from "./query-panel.tsx";

export interface CollectionPageProps {
  collection: CollectionAnswer;
  documents: { items: DocumentLine[]; nextCursor: string | null };
  models: EmbeddingModel[];
  mayWrite: boolean;
}

/** A collection: its documents as they are indexed, and trying what a query finds in them. */
export function CollectionPage({ collection: rendered, documents, models, mayWrite }: CollectionPageProps) {
  const t = useTranslations("knowledge.page");
  const vectors = useTranslations("knowledge.vectors");
  const router = useRouter();
  const { id } = rendered;
  const [dialog, setDialog] = useState<"add" | "settings" | "archive" | null>(null);
  const close = () => setDialog(null);
  const { data: collection } = useQuery({
    ...api.collections.get.queryOptions({ input: { id } }),
    initialData: rendered,
  });
  const { name, embeddingModel, passages, spent, budgetCap, unknownSpend, vectors: ready } = collection;
  const facts = [
    <span key="model" className="inline-flex items-center gap-2">
      {modelName(embeddingModel)}
      {embeddingModel.simulated ? <SimulatedMark /> : null}
    </span>,
    t("passages", { count: passages }),
    <span key="spent">
      {t("spent")} <MoneyText value={spent} bare={budgetCap !== null} />
      {budgetCap ? (
        <>
          {" / "}
          <MoneyText value={budgetCap} />
        </>
      ) : null}
    </span>,
    ...(Number(unknownSpend.amount) > 0
      ? [t("unknown", { amount: `${unknownSpend.amount} ${unknownSpend.currency}` })]
      : []),
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: t("all"), href: "/knowledge" }]}
        title={name}
        facts={facts}
        actions={
          mayWrite ? (
            <>
              <Button icon={<Settings2 aria-hidden />} onClick={() => setDialog("settings")}>
                {t("settings")}
              </Button>
              <Button onClick={() => setDialog("archive")}>{t("archive")}</Button>
            </>
          ) : null
        }
        primaryAction={
          mayWrite ? (
            <Button variant="primary" icon={<Plus aria-hidden />} onClick={() => setDialog("add")}>
              {t("add")}
            </Button>
          ) : null
        }
      />
      {ready.reason ? (
        <Callout tone="warning" title={vectors("title")} className="mb-4">
          {ready.reason.message}
        </Callout>
      ) : null}
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <DocumentTable
          collectionId={id}
          firstPage={documents}
          mayWrite={mayWrite}
          onAdd={() => setDialog("add")}
        />
        <QueryPanel collectionId={id} byMeaning={ready.ready} />
      </div>
      {dialog === "add" ? <AddDocumentDialog collectionId={id} onAdded={close} onClose={close} /> : null}
      {dialog === "settings" ? (
        <CollectionDialog
          collection={collection}
          models={models}
          onSaved={() => {
            close();
            showToast({ title: t("saved") });
          }}
          onClose={close}
        />
      ) : null}
      <ConfirmChange
        open={dialog === "archive"}
        onOpenChange={(open) => setDialog(open ? "archive" : null)}
        title={t("archiveOne", { name })}
        description={t("archiveHint")}
        confirmLabel={t("archive")}
        danger
        change={client.collections.archive}
        input={{ id }}
        touches={[api.collections.key()]}
        onDone={() => router.push("/knowledge")}
      />
    </>
  );
}
