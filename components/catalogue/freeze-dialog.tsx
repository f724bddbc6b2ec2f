"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { ProductFilter } from "#lib/catalogue/product-filter.ts";
import { isSameFilter, partsOf } from "./filter-draft.ts";
import { useSelection } from "./use-selection.ts";

const SAMPLES = 5;

export interface FreezeDialogProps {
  filter: ProductFilter;
  /** The selection that is open. */
  selectionId: string | null;
  count: { count: number; exact: boolean } | undefined;
}

/**
 * Makes a dataset of all products of the filter, to try and launch with; says how many and shows the weakest first. Where
 * the filter is that of the selection which is open, the dataset knows it, and schedules can pick its products anew.
 */
export function FreezeDialog({ filter, selectionId, count }: FreezeDialogProps) {
  const t = useTranslations("catalogue.freeze");
  const words = useTranslations("common.action");
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState("");
  const isEmpty = partsOf(filter).length === 0;
  const worst = useQuery({
    ...api.products.sample.queryOptions({ input: { filter, limit: SAMPLES } }),
    enabled: isOpen,
    retry: false,
  });
  const { selection, isLoading } = useSelection(selectionId);
  const isAsSaved = selection !== undefined && isSameFilter(filter, selection.filter);
  const freeze = useChange(
    (asked: { name: string }) =>
      isAsSaved
        ? client.selections.freeze({ id: selection.id, ...asked })
        : client.products.freeze({ filter, ...asked }),
    { touches: [api.datasets.list.key()] },
  );
  const open = () => {
    if (isAsSaved && name === "") setName(selection.name);
    setIsOpen(true);
  };
  return (
    <>
      <Button
        disabled={isEmpty || isLoading || !count || count.count === 0}
        title={isEmpty ? t("chooseFirst") : undefined}
        onClick={open}
      >
        {t("action")}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("title")}
        description={t("description")}
        footer={
          <>
            <Button onClick={() => setIsOpen(false)}>{words("cancel")}</Button>
            <Button
              variant="primary"
              loading={freeze.pending}
              disabled={name.trim() === "" || !count}
              onClick={() =>
                freeze.run({ name: name.trim() }, ({ datasetId }) => router.push(`/datasets/${datasetId}`))
              }
            >
              {count?.exact === false
                ? t("submitMore", { count: count.count })
                : t("submit", { count: count?.count ?? 0 })}
            </Button>
          </>
        }
      >
        {freeze.problem ? (
          <Callout tone="danger" className="mb-3">
            {freeze.problem}
          </Callout>
        ) : null}
        <Field label={t("name")} error={freeze.misfit("name")}>
          <Input value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {selection ? (
          <p className="mt-2 text-muted text-xs">
            {t(isAsSaved ? "ofSelection" : "notAsSaved", { name: selection.name })}
          </p>
        ) : null}
        {worst.isError ? null : (
          <>
            <h3 className="mt-3 mb-1 text-muted text-xs">{t("worst")}</h3>
            <ul
              aria-busy={worst.isPending}
              className="flex flex-col divide-y divide-line rounded-md border border-line"
            >
              {worst.data ? null : (
                <li className="px-2 py-1.5">
                  <Skeleton className="h-4 w-full" />
                </li>
              )}
              {worst.data?.items.map(({ key, title }) => (
                <li key={key} className="flex gap-2 px-2 py-1.5 text-xs">
                  <span title={key} className="w-2/5 shrink-0 truncate font-mono">
                    {key}
                  </span>
                  <span title={title ?? undefined} className="min-w-0 truncate">
                    {title ?? "—"}
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
      </Dialog>
    </>
  );
}
