"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Combobox } from "#components/ui/combobox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { NumberInput } from "#components/ui/number-input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { isWhole, PARTS, type Shares, type Split, USUAL_SHARES } from "#lib/datasets/split.ts";
import type { DatasetAnswer } from "./dataset-answer.ts";

const WAYS = ["share", "column", "none"] as const;

type Way = (typeof WAYS)[number];

/** Which rows of a dataset are to learn from, to choose by and to be judged on. */
export function SplitDialog({ dataset, onClose }: { dataset: DatasetAnswer; onClose: () => void }) {
  const t = useTranslations("datasets.split");
  const formId = useId();
  const { id, columns, split: current } = dataset;
  const [way, setWay] = useState<Way>(current?.by ?? "share");
  const [shares, setShares] = useState(current?.by === "share" ? current.shares : USUAL_SHARES);
  const [column, setColumn] = useState(current?.by === "column" ? current.column : null);
  const counts = useQuery({
    ...api.datasets.split.queryOptions({ input: { id } }),
    enabled: current !== null,
  }).data?.counts;
  const change = useChange(client.datasets.setSplit, { touches: [api.datasets.key()] });
  const asked = splitOf(way, shares, column);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("description")}
      footer={
        <FormButtons
          formId={formId}
          label={t(way === "none" ? "takeBack" : "save")}
          pending={change.pending}
          disabled={asked === undefined}
          onCancel={onClose}
        />
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (asked === undefined) return;
          change.run({ id, split: asked }, () => {
            showToast({ title: t(asked === null ? "removed" : "saved", { name: dataset.name }) });
            onClose();
          });
        }}
      >
        {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
        <RadioGroup
          aria-label={t("way")}
          value={way}
          options={WAYS.filter((one) => one !== "none" || current !== null).map((one) => ({
            value: one,
            label: t(`ways.${one}`),
            ...(one !== "none" && { hint: t(`wayHints.${one}`) }),
          }))}
          onValueChange={setWay}
        />
        {way === "share" ? (
          <div className="grid grid-cols-3 gap-3">
            {PARTS.map((part) => (
              <Field key={part} label={t("shareOf", { part: t(`parts.${part}`) })}>
                <NumberInput
                  className="w-full"
                  value={shares[part]}
                  min={0}
                  max={100}
                  onValueChange={(share) => setShares({ ...shares, [part]: share ?? 0 })}
                />
              </Field>
            ))}
            {isWhole(shares) ? null : (
              <p role="alert" className="col-span-3 text-danger-text text-xs">
                {t("notWhole")}
              </p>
            )}
          </div>
        ) : null}
        {way === "column" ? (
          <Field label={t("column")} error={change.misfit("split.column")}>
            <Combobox
              aria-label={t("column")}
              options={columns.map(({ name }) => ({ value: name, label: name }))}
              value={column}
              onValueChange={setColumn}
            />
          </Field>
        ) : null}
        {counts ? (
          <p className="text-muted text-xs">
            {t("now", {
              train: counts.train,
              validation: counts.validation,
              test: counts.test,
              none: counts.none,
            })}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

/** What is asked for; `null` to take the split back, `undefined` while something is missing. */
function splitOf(way: Way, shares: Shares, column: string | null): Split | null | undefined {
  switch (way) {
    case "none":
      return null;
    case "share":
      return isWhole(shares) ? { by: "share", shares } : undefined;
    case "column":
      return column === null ? undefined : { by: "column", column };
  }
}
