"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ProductFilter } from "#lib/catalogue/product-filter.ts";
import { useSelection } from "./use-selection.ts";

/** Keeps the filter under a name; where it came from a selection that one can be changed instead. */
export function SaveSelection({
  filter,
  selectionId,
  onSaved,
}: {
  filter: ProductFilter;
  selectionId: string | null;
  /** It is kept as a new selection, which is the one that is open now. */
  onSaved: (selectionId: string) => void;
}) {
  const t = useTranslations("catalogue.save");
  const words = useTranslations("common.action");
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState("");
  const { selection } = useSelection(selectionId);
  const touches = [api.selections.key()];
  const create = useChange(client.selections.create, { touches });
  const change = useChange(client.selections.change, { touches });
  return (
    <>
      {selection ? (
        <Button
          loading={change.pending}
          onClick={() =>
            change.run({ id: selection.id, filter }, () =>
              showToast({ title: t("updated", { name: selection.name }) }),
            )
          }
        >
          {t("update")}
        </Button>
      ) : null}
      <Button onClick={() => setIsOpen(true)}>{t("action")}</Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("title")}
        width="sm"
        footer={
          <>
            <Button onClick={() => setIsOpen(false)}>{words("cancel")}</Button>
            <Button
              variant="primary"
              loading={create.pending}
              disabled={name.trim() === ""}
              onClick={() =>
                create.run({ name: name.trim(), filter }, ({ id }) => {
                  setIsOpen(false);
                  onSaved(id);
                  showToast({ title: t("saved", { name: name.trim() }) });
                })
              }
            >
              {t("submit")}
            </Button>
          </>
        }
      >
        {create.problem ? (
          <Callout tone="danger" className="mb-3">
            {create.problem}
          </Callout>
        ) : null}
        <Field label={t("name")} error={create.misfit("name")}>
          <Input value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
      </Dialog>
    </>
  );
}
