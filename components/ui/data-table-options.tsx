"use client";
import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "./button.tsx";
import type { TableDensity } from "./data-table.tsx";
import { Menu, MenuChoice, MenuHeading, MenuSeparator, MenuToggle } from "./menu.tsx";

export interface DataTableOptionsProps {
  columns: readonly { id: string; header: string }[];
  isVisible: (id: string) => boolean;
  onVisibleChange: (id: string, visible: boolean) => void;
  density: TableDensity;
  onDensityChange: (density: TableDensity) => void;
}

/** The menu of a table: which columns, how dense. */
export function DataTableOptions({
  columns,
  isVisible,
  onVisibleChange,
  density,
  onDensityChange,
}: DataTableOptionsProps) {
  const t = useTranslations("common.table");
  return (
    <Menu
      trigger={<Button size="sm" variant="ghost" icon={<Columns3 aria-hidden />} aria-label={t("columns")} />}
    >
      {columns.length > 0 ? (
        <>
          <MenuHeading>{t("columns")}</MenuHeading>
          {columns.map((column) => (
            <MenuToggle
              key={column.id}
              checked={isVisible(column.id)}
              onCheckedChange={(visible) => onVisibleChange(column.id, visible)}
            >
              {column.header}
            </MenuToggle>
          ))}
          <MenuSeparator />
        </>
      ) : null}
      <MenuHeading>{t("density")}</MenuHeading>
      <MenuChoice
        value={density}
        onValueChange={onDensityChange}
        options={[
          { value: "normal", label: t("normal") },
          { value: "compact", label: t("compact") },
        ]}
      />
    </Menu>
  );
}
