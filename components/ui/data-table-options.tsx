"use client";
import type { RowData } from "@tanstack/react-table";
import { Columns3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "./button.tsx";
import type { TableOf } from "./data-table-column.ts";
import { Menu, MenuChoice, MenuHeading, MenuSeparator, MenuToggle } from "./menu.tsx";
import type { TableDensity } from "./table-density.ts";

export interface DataTableOptionsProps<Row extends RowData> {
  table: TableOf<Row>;
  density: TableDensity;
  onDensityChange: (density: TableDensity) => void;
}

/** The menu of a table: which columns, how dense. */
export function DataTableOptions<Row extends RowData>({
  table,
  density,
  onDensityChange,
}: DataTableOptionsProps<Row>) {
  const t = useTranslations("common.table");
  const columns = table.getAllLeafColumns().filter((column) => column.getCanHide());
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
              checked={column.getIsVisible()}
              onCheckedChange={(visible) => column.toggleVisibility(visible)}
            >
              {column.columnDef.meta?.header}
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
