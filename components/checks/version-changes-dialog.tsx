"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { EntryChanges } from "./entry-changes.tsx";
import type { EntryFacts } from "./entry-facts.ts";
import type { TableChange } from "./send-table.ts";
import type { TableVersion } from "./version-list.tsx";

export interface VersionChangesDialogProps<Entry> {
  version: TableVersion;
  /** `undefined` until they are read. */
  changes: readonly TableChange<Entry>[] | undefined;
  problem: string | null;
  factsOf: (entry: Entry) => EntryFacts;
  onClose: () => void;
}

/** What somebody changed in a managed table with one of its versions. */
export function VersionChangesDialog<Entry>({
  version: { version, createdBy },
  changes,
  problem,
  factsOf,
  onClose,
}: VersionChangesDialogProps<Entry>) {
  const t = useTranslations("checks.table");
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => !open && onClose()}
      title={t("changesOf", { version })}
      description={t("changesBy", { by: createdBy ?? "—", before: version - 1 })}
    >
      {problem ? <Callout tone="danger">{problem}</Callout> : null}
      {changes && changes.length === 0 ? <p className="text-muted">{t("noChanges")}</p> : null}
      {changes && changes.length > 0 ? <EntryChanges changes={changes} factsOf={factsOf} /> : null}
    </Dialog>
  );
}
