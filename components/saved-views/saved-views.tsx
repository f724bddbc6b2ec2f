"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Bookmark, BookmarkPlus, Trash2 } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Menu, MenuHeading, MenuItem, MenuLink, MenuSeparator } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import type { ViewedList } from "#lib/saved-views/saved-view.ts";
import { viewQuery } from "./view-query.ts";

export interface SavedViewsProps {
  list: ViewedList;
  /** The parameters of the address that filter and order the list. */
  params: readonly string[];
}

/** Filters and orders that somebody kept of a list, and a way to keep the present ones. */
export function SavedViews({ list, params }: SavedViewsProps) {
  const t = useTranslations("common.views");
  const textOf = useProblemText();
  const path = usePathname();
  const query = viewQuery(useSearchParams(), params);
  const queryClient = useQueryClient();
  const [isNaming, setIsNaming] = useState(false);
  const views = useQuery(api.views.list.queryOptions({ input: { list } })).data?.items ?? [];
  const current = views.find((view) => view.query === query);
  const changed = () => queryClient.invalidateQueries({ queryKey: api.views.list.key() });
  const forget = useMutation({
    mutationFn: (id: string) => client.views.forget({ id }),
    onSuccess: changed,
    onError: (error) => showToast({ tone: "danger", title: textOf(error) }),
  });
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button size="sm" variant="ghost" icon={<Bookmark aria-hidden />}>
            {current?.name ?? t("title")}
          </Button>
        }
      >
        <MenuHeading>{views.length > 0 ? t("title") : t("none")}</MenuHeading>
        {views.map((view) => (
          <MenuLink key={view.id} href={view.query === "" ? path : `${path}?${view.query}`}>
            {view.name}
          </MenuLink>
        ))}
        <MenuSeparator />
        {current ? (
          <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => forget.mutate(current.id)}>
            {t("forget", { name: current.name })}
          </MenuItem>
        ) : (
          <MenuItem icon={<BookmarkPlus aria-hidden />} onSelect={() => setIsNaming(true)}>
            {t("keep")}
          </MenuItem>
        )}
      </Menu>
      {isNaming ? (
        <KeepView
          list={list}
          query={query}
          onClose={() => setIsNaming(false)}
          onKept={() => {
            setIsNaming(false);
            void changed();
          }}
        />
      ) : null}
    </>
  );
}

interface KeepViewProps {
  list: ViewedList;
  query: string;
  onClose: () => void;
  onKept: () => void;
}

function KeepView({ list, query, onClose, onKept }: KeepViewProps) {
  const t = useTranslations("common.views");
  const words = useTranslations("common.action");
  const [name, setName] = useState("");
  const keep = useMutation({
    mutationFn: () => client.views.keep({ list, name: name.trim(), query }),
    onSuccess: onKept,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("keepTitle")}
      description={t("keepDetail")}
      width="sm"
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            loading={keep.isPending}
            disabled={name.trim() === ""}
            onClick={() => keep.mutate()}
          >
            {words("save")}
          </Button>
        </>
      }
    >
      <ProblemCallout error={keep.error} className="mb-3" />
      <Field label={t("name")}>
        <Input
          value={name}
          onValueChange={setName}
          maxLength={100}
          autoComplete="off"
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.nativeEvent.isComposing && name.trim() !== "") keep.mutate();
          }}
        />
      </Field>
    </Dialog>
  );
}
