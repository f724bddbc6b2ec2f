"use client";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { usePunctuation } from "#components/ui/use-punctuation.ts";
import { EntryChanges } from "./entry-changes.tsx";
import type { EntryFacts } from "./entry-facts.ts";
import { type ImportedTable, sendTable, TableRefused } from "./send-table.ts";

export interface ImportTableDialogProps<Entry> {
  /** Of the API, such as `/lexicons/<id>`. */
  path: string;
  name: string;
  version: number;
  accept: string;
  hint: string;
  factsOf: (entry: Entry) => EntryFacts;
  onTaken: () => void;
  onClose: () => void;
}

/** A file for a managed table: what it would change is shown before anything does. */
export function ImportTableDialog<Entry>(props: ImportTableDialogProps<Entry>) {
  const { path, name, version, accept, hint, factsOf, onTaken, onClose } = props;
  const t = useTranslations("checks.table");
  const cancel = useTranslations("common.action");
  const [file, setFile] = useState<File | null>(null);
  const [keepMissing, setKeepMissing] = useState(false);
  const [shown, setShown] = useState<ImportedTable<Entry> | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const turn = useRef(0);

  async function send(chosen: File, keeps: boolean, dryRun: boolean) {
    const mine = ++turn.current;
    setPending(true);
    setProblem(null);
    try {
      const made = await sendTable<Entry>({ path, file: chosen, keepMissing: keeps, dryRun, version });
      if (mine !== turn.current) return;
      if (dryRun) setShown(made);
      else {
        if (made.version !== null) showToast({ title: t("taken", { version: made.version }) });
        onTaken();
      }
    } catch (error) {
      if (mine !== turn.current) return;
      setShown(null);
      setProblem(error instanceof TableRefused ? error.message : t("offline"));
    } finally {
      if (mine === turn.current) setPending(false);
    }
  }

  const changes = shown ? shown.counts.added + shown.counts.changed + shown.counts.removed : 0;
  return (
    <Dialog
      open
      width="lg"
      onOpenChange={(open) => !open && onClose()}
      title={t("importTitle", { name })}
      description={t("importHint")}
      footer={
        <>
          <Button onClick={onClose}>{cancel("cancel")}</Button>
          <Button
            variant="primary"
            disabled={!file || changes === 0}
            loading={pending && shown !== null}
            onClick={() => file && void send(file, keepMissing, false)}
          >
            {t("take")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FileDrop
          label={t("file")}
          accept={accept}
          file={file}
          hint={hint}
          onFile={(chosen) => {
            setFile(chosen);
            setShown(null);
            void send(chosen, keepMissing, true);
          }}
        />
        <Field label={t("missing")} group>
          <RadioGroup
            aria-label={t("missing")}
            inline
            value={keepMissing ? "keep" : "remove"}
            onValueChange={(chosen) => {
              const keeps = chosen === "keep";
              setKeepMissing(keeps);
              if (file) void send(file, keeps, true);
            }}
            options={[
              { value: "remove", label: t("missingRemove") },
              { value: "keep", label: t("missingKeep") },
            ]}
          />
        </Field>
        <div aria-live="polite" className="flex flex-col gap-3">
          {problem ? <Callout tone="danger">{problem}</Callout> : null}
          {pending && !shown ? <p className="text-muted">{t("reading")}</p> : null}
          {shown ? <Shown imported={shown} factsOf={factsOf} /> : null}
        </div>
      </div>
    </Dialog>
  );
}

function Shown<Entry>({
  imported: { counts, changes, unreadable },
  factsOf,
}: {
  imported: ImportedTable<Entry>;
  factsOf: (entry: Entry) => EntryFacts;
}) {
  const t = useTranslations("checks.table");
  const { labelled } = usePunctuation();
  return (
    <>
      <p>{changes.length === 0 ? t("nothing") : t("counts", counts)}</p>
      {changes.length > 0 ? <EntryChanges changes={changes} factsOf={factsOf} /> : null}
      {counts.unreadable > 0 ? (
        <Callout tone="warning" title={t("unreadable", { count: counts.unreadable })}>
          <ul className="max-h-40 overflow-y-auto" tabIndex={-1}>
            {unreadable.map(({ line, code, text }) => (
              <li key={`${line} ${code}`}>{labelled(t("line", { line }), text)}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
    </>
  );
}
