"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import type { OperationOf } from "#lib/images/operations/operation.ts";
import { CUT_OUT_WAYS } from "#lib/images/operations/operation-choices.ts";

export interface CutOutFieldsProps {
  operation: OperationOf<"cut-out">;
  onChange: (operation: OperationOf<"cut-out">) => void;
}

/** How the subject is found: a choice only where there is a model to choose, and elsewhere what is missing for one. */
export function CutOutFields({ operation, onChange }: CutOutFieldsProps) {
  const t = useTranslations("images.operation");
  const { data: found } = useQuery({ ...api.images.cutOutModel.queryOptions(), staleTime: 60_000 });
  const by = operation.by ?? "ground";
  const { state, model, failure } = found ?? { state: null, model: null, failure: null };
  const isChoice = state === "ready" || by === "model";
  const hint = by === "model" && model ? t("cutOutModelHint", { name: model.name }) : t("cutOutHint");
  return (
    <div className="grid gap-2">
      {isChoice ? (
        <div className="max-w-96">
          <Field label={t("cutOutWay")} group hint={by === "model" && !model ? undefined : hint}>
            <Select
              aria-label={t("cutOutWay")}
              value={by}
              options={CUT_OUT_WAYS.map((value) => ({ value, label: t(`cutOutWays.${value}`) }))}
              onValueChange={(way) =>
                onChange(way === "model" ? { do: "cut-out", by: way } : { do: "cut-out" })
              }
            />
          </Field>
        </div>
      ) : (
        <p className="text-muted text-xs">{hint}</p>
      )}
      {state === "none" ? <p className="text-muted text-xs">{t("cutOutModelNone")}</p> : null}
      {state === "unusable" && failure ? <p className="text-danger-text text-xs">{failure.message}</p> : null}
    </div>
  );
}
