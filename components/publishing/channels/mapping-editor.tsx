"use client";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Input } from "#components/ui/input.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { type MappingRow, newMappingRow } from "./mapping-row.ts";

/** What a channel is given under which name, and what is made of it before. */
export function MappingEditor({
  rows,
  onChange,
  columns,
}: {
  rows: readonly MappingRow[];
  onChange: (rows: MappingRow[]) => void;
  /** Their names, where they are known; `null` where anything can be one. */
  columns: readonly { name: string; letters: string }[] | null;
}) {
  const t = useTranslations("publishing.channels.mapping");
  const change = (id: string, changed: Partial<MappingRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...changed } : row)));
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-col gap-2">
        {rows.map((row, at) => {
          const of = { number: at + 1 };
          return (
            <li key={row.id} className="flex flex-col gap-2 rounded-md border border-line p-2">
              <div className="flex items-center gap-2">
                {columns ? (
                  <Combobox
                    aria-label={t("to", of)}
                    placeholder={row.to || t("toShort")}
                    className="w-full min-w-0"
                    value={row.to === "" ? null : row.to}
                    options={columns.map(({ name, letters }) => ({
                      value: name,
                      label: name,
                      hint: letters,
                    }))}
                    onValueChange={(to) => change(row.id, { to: to ?? "" })}
                  />
                ) : (
                  <Input
                    aria-label={t("to", of)}
                    placeholder={t("toShort")}
                    value={row.to}
                    onValueChange={(to) => change(row.id, { to })}
                  />
                )}
                <span aria-hidden>←</span>
                <Input
                  aria-label={t("field", of)}
                  placeholder={t("fieldShort")}
                  value={row.field}
                  onValueChange={(field) => change(row.id, { field })}
                />
                <Button
                  variant="ghost"
                  icon={<X aria-hidden />}
                  aria-label={t("remove", of)}
                  onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
                />
              </div>
              <div className="flex flex-wrap items-center gap-2">
                <Input
                  aria-label={t("prefix", of)}
                  placeholder={t("prefixShort")}
                  value={row.prefix}
                  onValueChange={(prefix) => change(row.id, { prefix })}
                  className="w-28"
                />
                <NumberInput
                  plain
                  aria-label={t("maxLength", of)}
                  placeholder={t("maxLengthShort")}
                  min={1}
                  value={row.maxLength}
                  onValueChange={(maxLength) => change(row.id, { maxLength })}
                />
                <Checkbox
                  checked={row.html !== null}
                  onCheckedChange={(isLimited) => change(row.id, { html: isLimited ? "" : null })}
                  label={t("html")}
                />
                {row.html === null ? null : (
                  <Input
                    aria-label={t("tags", of)}
                    placeholder="b i ul li br"
                    value={row.html}
                    onValueChange={(html) => change(row.id, { html })}
                    className="w-40"
                  />
                )}
              </div>
            </li>
          );
        })}
      </ul>
      <div>
        <Button icon={<Plus aria-hidden />} onClick={() => onChange([...rows, newMappingRow()])}>
          {t("add")}
        </Button>
      </div>
    </div>
  );
}
