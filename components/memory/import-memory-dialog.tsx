"use client";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { languageName } from "#components/templates/language-name.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Problem } from "#lib/api/problem.ts";

interface Taken {
  added: number;
  unchanged: number;
  unreadable: number[];
  otherLanguages: string[];
}

export interface ImportMemoryDialogProps {
  templateId: string;
  /** Output fields that are texts; at least one. */
  fields: string[];
  onTaken: () => void;
  onClose: () => void;
}

/** A TMX file for a template's memory: what would come in is told before anything does. */
export function ImportMemoryDialog({ templateId, fields, onTaken, onClose }: ImportMemoryDialogProps) {
  const t = useTranslations("checks.memory");
  const table = useTranslations("checks.table");
  const words = useTranslations("common.action");
  const format = useFormatter();
  const locale = useLocale();
  const [file, setFile] = useState<File | null>(null);
  const [field, setField] = useState(fields[0] ?? "");
  const [shown, setShown] = useState<Taken | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const turn = useRef(0);

  async function send(chosen: File, to: string, dryRun: boolean) {
    const mine = ++turn.current;
    setPending(true);
    setProblem(null);
    const answer = await sendMemory({ templateId, field: to, file: chosen, dryRun }).catch(() =>
      table("offline"),
    );
    if (mine !== turn.current) return;
    setPending(false);
    if (typeof answer === "string") {
      setShown(null);
      setProblem(answer);
    } else if (dryRun) setShown(answer);
    else onTaken();
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("importTitle")}
      description={t("importHint")}
      footer={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button
            variant="primary"
            disabled={!file || !shown || shown.added === 0}
            loading={pending && shown !== null}
            onClick={() => file && void send(file, field, false)}
          >
            {t("take")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <Field label={t("field")} hint={t("fieldHint")} group>
          <Select
            aria-label={t("field")}
            value={field}
            options={fields.map((name) => ({ value: name, label: name }))}
            onValueChange={(name) => {
              setField(name);
              if (file) void send(file, name, true);
            }}
          />
        </Field>
        <FileDrop
          label={t("file")}
          accept=".tmx"
          file={file}
          hint={t("fileHint")}
          onFile={(chosen) => {
            setFile(chosen);
            setShown(null);
            void send(chosen, field, true);
          }}
        />
        <div aria-live="polite" className="flex flex-col gap-3">
          {problem ? <Callout tone="danger">{problem}</Callout> : null}
          {shown ? (
            <p>
              {t("counts", {
                added: shown.added,
                unchanged: shown.unchanged,
                unreadable: shown.unreadable.length,
              })}
            </p>
          ) : null}
          {shown && shown.otherLanguages.length > 0 ? (
            <Callout tone="warning">
              {t("otherLanguages", {
                languages: format.list(shown.otherLanguages.map((tag) => languageName(tag, locale))),
              })}
            </Callout>
          ) : null}
        </div>
      </div>
    </Dialog>
  );
}

/** Sends a file; what came of it, or why it was not taken. */
async function sendMemory({
  file,
  ...choice
}: {
  templateId: string;
  field: string;
  file: File;
  dryRun: boolean;
}): Promise<Taken | string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(choice)) form.append(name, String(value));
  form.append("file", file);
  const answer = await fetch("/api/v1/memory/import", { method: "POST", body: form });
  const body: unknown = await answer.json();
  return answer.ok ? (body as Taken) : (body as Problem).detail;
}
