"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { type ChangeKind, PICKED_KINDS, type PickedKind } from "#lib/datasets/dataset.ts";
import type { ComparedAnswer } from "./change-counts.tsx";
import type { DatasetAnswer } from "./dataset-answer.ts";

export interface PickChangesProps {
  dataset: DatasetAnswer;
  changes: ComparedAnswer;
  /** What is looked at, to begin with; new and changed where that is all, or what is gone. */
  kind: ChangeKind | null;
}

/** Makes a dataset of rows that are new or changed, to be tried and launched alone. */
export function PickChanges({ dataset, changes, kind }: PickChangesProps) {
  const t = useTranslations("datasets.changes");
  const words = useTranslations("common.action");
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [name, setName] = useState(t("pickNamed", { name: dataset.name }));
  const [chosen, setChosen] = useState<readonly PickedKind[]>([]);
  const pick = useChange(client.datasets.pickChanges, { touches: [api.datasets.list.key()] });
  const { counts, against, key } = changes;
  const rowsOf = (one: PickedKind) =>
    one === "duplicate" || one === "keyless" ? counts[one].rows : counts[one];
  const there = PICKED_KINDS.filter((one) => rowsOf(one) > 0);
  const kinds = there.filter((one) => chosen.includes(one));
  const rows = kinds.reduce((sum, one) => sum + rowsOf(one), 0);
  const begin = () => {
    const looked = PICKED_KINDS.find((one) => one === kind);
    setChosen(looked ? [looked] : ["new", "changed"]);
    setIsOpen(true);
  };
  return (
    <>
      <Button size="sm" disabled={there.length === 0} onClick={begin}>
        {t("pick")}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={t("pickTitle")}
        description={t("pickDescription")}
        footer={
          <>
            <Button onClick={() => setIsOpen(false)}>{words("cancel")}</Button>
            <Button
              variant="primary"
              loading={pick.pending}
              disabled={name.trim() === "" || rows === 0}
              onClick={() =>
                pick.run(
                  { id: dataset.id, against: against.id, ...(key && { key }), name: name.trim(), kinds },
                  ({ datasetId }) => router.push(`/datasets/${datasetId}`),
                )
              }
            >
              {t("pickSubmit", { count: rows })}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3">
          {pick.problem ? <Callout tone="danger">{pick.problem}</Callout> : null}
          <Field label={t("pickName")} error={pick.misfit("name")}>
            <Input value={name} onValueChange={setName} maxLength={200} />
          </Field>
          <Field label={t("pickRows")} group>
            <div className="flex flex-col gap-1">
              {there.map((one) => (
                <Checkbox
                  key={one}
                  checked={chosen.includes(one)}
                  onCheckedChange={(on) =>
                    setChosen(on ? [...chosen, one] : chosen.filter((other) => other !== one))
                  }
                  label={t("pickKind", { kind: t(`kind.${one}`), count: rowsOf(one) })}
                />
              ))}
            </div>
          </Field>
        </div>
      </Dialog>
    </>
  );
}
