"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { categoryText } from "#lib/catalogue/categories/category-path.ts";
import type { CategoryAnswer } from "./catalogue-answers.ts";
import { CatalogueTabs } from "./catalogue-tabs.tsx";
import { productsHref } from "./filter-draft.ts";

const INDENT_REM = 1.25;

/** The tree of categories with their products; each can be renamed and hung elsewhere. */
export function CategoriesPage({ asLoaded, mayWrite }: { asLoaded: CategoryAnswer[]; mayWrite: boolean }) {
  const t = useTranslations("catalogue.categories");
  const tabs = useTranslations("catalogue.tabs");
  const [editing, setEditing] = useState<CategoryAnswer | null>(null);
  const items = useQuery({
    ...api.catalogue.categories.list.queryOptions(),
    initialData: { items: asLoaded },
  }).data.items;
  return (
    <>
      <PageHeader title={tabs("label")} tabs={<CatalogueTabs current="categories" />} />
      <DataTable
        label={tabs("categories")}
        rows={items}
        rowKey={({ id }) => String(id)}
        virtualHeight="calc(100dvh - 12rem)"
        plain
        {...(mayWrite && { onRowClick: setEditing })}
        empty={<EmptyState title={t("none")} cause={t("noneCause")} />}
        columns={[
          {
            id: "name",
            header: t("name"),
            grow: true,
            cell: ({ name, path }) => (
              <span style={{ paddingInlineStart: `${(path.length - 1) * INDENT_REM}rem` }}>{name}</span>
            ),
          },
          {
            id: "products",
            header: t("products"),
            align: "end",
            width: "9rem",
            cell: ({ path, productCount }) => (
              <TextLink
                href={productsHref({ all: [{ field: "category", is: "equals", value: categoryText(path) }] })}
              >
                <NumberText value={productCount} />
              </TextLink>
            ),
          },
        ]}
      />
      {editing ? (
        <EditCategory
          key={editing.id}
          category={editing}
          categories={items}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  );
}

interface EditCategoryProps {
  category: CategoryAnswer;
  categories: readonly CategoryAnswer[];
  onClose: () => void;
}

function EditCategory({ category, categories, onClose }: EditCategoryProps) {
  const t = useTranslations("catalogue.categories");
  const words = useTranslations("common.action");
  const [name, setName] = useState(category.name);
  const [parentId, setParentId] = useState(category.parentId);
  const change = useChange(client.catalogue.categories.change, {
    touches: [api.catalogue.categories.list.key()],
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("editTitle", { name: category.name })}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            loading={change.pending}
            disabled={name.trim() === ""}
            onClick={() =>
              change.run({ id: String(category.id), name: name.trim(), parentId }, () => {
                onClose();
                showToast({ title: t("saved", { name: name.trim() }) });
              })
            }
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
        <Field label={t("name")} error={change.misfit("name")}>
          <Input value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label={t("under")} error={change.misfit("parentId")} group>
          <Combobox
            aria-label={t("under")}
            placeholder={t("root")}
            options={categories.map(({ id, path }) => ({ value: String(id), label: categoryText(path) }))}
            value={parentId === null ? null : String(parentId)}
            onValueChange={(value) => setParentId(value === null ? null : Number(value))}
          />
        </Field>
      </div>
    </Dialog>
  );
}
