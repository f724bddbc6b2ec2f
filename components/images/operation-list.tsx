"use client";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { freshOperation, moved, OPERATION_KINDS, type Operation } from "./operation-draft.ts";
import { OperationFields } from "./operation-fields.tsx";

export interface OperationListProps {
  operations: readonly Operation[];
  onChange: (operations: Operation[]) => void;
}

/** The operations in the order in which they are done, each with what can be set of it. */
export function OperationList({ operations, onChange }: OperationListProps) {
  const t = useTranslations("images.operation");
  const replace = (at: number, operation: Operation) =>
    onChange(operations.map((each, place) => (place === at ? operation : each)));
  return (
    <Card
      title={t("title")}
      flush
      actions={
        <Menu
          trigger={
            <Button size="sm" icon={<Plus aria-hidden />}>
              {t("add")}
            </Button>
          }
        >
          {OPERATION_KINDS.map((kind) => (
            <MenuItem key={kind} onSelect={() => onChange([...operations, freshOperation(kind)])}>
              {t(`kinds.${kind}`)}
            </MenuItem>
          ))}
        </Menu>
      }
    >
      {operations.length === 0 ? (
        <p className="p-4 text-muted">{t("none")}</p>
      ) : (
        <ol>
          {operations.map((operation, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a place in the order is what it is
            <li key={`${operation.do}${at}`} className="border-line px-4 py-3 not-first:border-t">
              <div className="mb-2 flex items-center justify-between gap-2">
                <h3 className="font-medium">
                  <span className="figures text-faint">{at + 1}.</span> {t(`kinds.${operation.do}`)}
                </h3>
                <div className="flex">
                  <Button
                    variant="ghost"
                    size="sm"
                    icon={<ArrowUp aria-hidden />}
                    aria-label={t("up", { step: t(`kinds.${operation.do}`) })}
                    disabled={at === 0}
                    onClick={() => onChange(moved(operations, at, -1))}
                  />
                  <Button
                    variant="ghost"
                    size="sm"
                    icon={<ArrowDown aria-hidden />}
                    aria-label={t("down", { step: t(`kinds.${operation.do}`) })}
                    disabled={at === operations.length - 1}
                    onClick={() => onChange(moved(operations, at, 1))}
                  />
                  <Button
                    variant="ghost"
                    size="sm"
                    icon={<Trash2 aria-hidden />}
                    aria-label={t("remove", { step: t(`kinds.${operation.do}`) })}
                    onClick={() => onChange(operations.filter((_, place) => place !== at))}
                  />
                </div>
              </div>
              <OperationFields operation={operation} onChange={(next) => replace(at, next)} />
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
