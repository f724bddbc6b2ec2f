"use client";
import { useQuery } from "@tanstack/react-query";
import { History, ListChecks } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuHeading, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { BulkDeed } from "#lib/outputs/bulk-action.ts";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { isEmptyFilter } from "#lib/outputs/output-filter.ts";
import { BulkDialog } from "./bulk-dialog.tsx";

const RECENT = 5;

export interface BulkMenuProps {
  filter: OutputFilter;
  deeds: readonly BulkDeed[];
  /** An action was asked for, or an earlier one is to be looked at. */
  onAsked: (actionId: string) => void;
}

/** What can be done with every output of the filter, and what was done so lately. */
export function BulkMenu({ filter, deeds, onAsked }: BulkMenuProps) {
  const t = useTranslations("outputs.bulk");
  const [deed, setDeed] = useState<BulkDeed | null>(null);
  const isEmpty = isEmptyFilter(filter);
  const recent = useQuery(api.outputs.bulk.list.queryOptions({ input: { limit: RECENT } })).data?.items ?? [];
  return (
    <>
      <Menu trigger={<Button icon={<ListChecks aria-hidden />}>{t("menu")}</Button>}>
        <MenuHeading>{isEmpty ? t("chooseFirst") : t("withAll")}</MenuHeading>
        {deeds.map((one) => (
          <MenuItem key={one} disabled={isEmpty} onSelect={() => setDeed(one)}>
            {t(`do.${one}`)}
          </MenuItem>
        ))}
        {recent.length > 0 ? <MenuSeparator /> : null}
        {recent.length > 0 ? <MenuHeading>{t("recent")}</MenuHeading> : null}
        {recent.map((action) => (
          <MenuItem key={action.id} icon={<History aria-hidden />} onSelect={() => onAsked(action.id)}>
            {t("recentOne", { deed: t(`do.${action.do}`), count: action.count })}
          </MenuItem>
        ))}
      </Menu>
      {deed === null ? null : (
        <BulkDialog filter={filter} deed={deed} onClose={() => setDeed(null)} onAsked={onAsked} />
      )}
    </>
  );
}
