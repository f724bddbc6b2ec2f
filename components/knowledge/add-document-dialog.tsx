"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { DOCUMENT_EXTENSIONS } from "#lib/knowledge/reading/document-extensions.ts";
import type { DocumentEstimate } from "./knowledge-answer.ts";
import { readMetadataLines } from "./metadata-lines.ts";
import { DocumentRefused, estimateDocument } from "./send-document.ts";

export interface AddDocumentDialogProps {
  collectionId: string;
  onAdded: () => void;
  onClose: () => void;
}

/** A document for a collection: what indexing it costs is shown before anything is paid. */
export function AddDocumentDialog({ collectionId, onAdded, onClose }: AddDocumentDialogProps) {
  const t = useTranslations("knowledge.add");
  const offline = useTranslations("errors");
  const formId = useId();
  const [file, setFile] = useState<File | null>(null);
  const [estimate, setEstimate] = useState<DocumentEstimate | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [details, setDetails] = useState("");
  const [badLine, setBadLine] = useState<number | null>(null);
  const reading = useRef<AbortController | null>(null);
  const add = useChange(client.collections.documents.add, { touches: [api.collections.key()] });
  useEffect(() => () => reading.current?.abort(), []);

  async function read(chosen: File) {
    reading.current?.abort();
    const mine = new AbortController();
    reading.current = mine;
    setFile(chosen);
    setEstimate(null);
    setProblem(null);
    try {
      const read = await estimateDocument(collectionId, chosen, mine.signal);
      if (!mine.signal.aborted) setEstimate(read);
    } catch (error) {
      if (mine.signal.aborted) return;
      setProblem(error instanceof DocumentRefused ? error.message : offline("offline"));
    }
  }

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const written = readMetadataLines(details);
    setBadLine("badLine" in written ? written.badLine : null);
    if (!estimate || "badLine" in written) return;
    const { uploadId, fileName } = estimate;
    add.run({ id: collectionId, uploadId, metadata: written.metadata }, () => {
      showToast({ title: t("added", { name: fileName }) });
      onAdded();
    });
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("about")}
      footer={
        <FormButtons
          formId={formId}
          label={t("add")}
          pending={add.pending}
          disabled={estimate === null}
          onCancel={onClose}
        />
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <FileDrop
          label={t("file")}
          accept={DOCUMENT_EXTENSIONS.join()}
          file={file}
          hint={t("hint")}
          onFile={(chosen) => void read(chosen)}
        />
        <div aria-live="polite" className="empty:hidden">
          {problem ? <Callout tone="danger">{problem}</Callout> : null}
          {add.problem ? <Callout tone="danger">{add.problem}</Callout> : null}
          {file && !estimate && !problem ? <p className="text-muted">{t("reading")}</p> : null}
          {estimate ? <Estimate estimate={estimate} /> : null}
        </div>
        <Field
          label={t("metadata")}
          hint={t("metadataHint")}
          error={
            badLine === null ? (add.misfit("metadata") ?? undefined) : t("metadataBad", { line: badLine })
          }
          optional
        >
          <Textarea rows={3} value={details} onChange={(event) => setDetails(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  );
}

function Estimate({ estimate: { passages, newPassages, cost, simulated } }: { estimate: DocumentEstimate }) {
  const t = useTranslations("knowledge.add");
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 rounded-md bg-sunken px-3 py-2">
      <span>{t("passages", { count: passages })}</span>
      <span className="text-muted">{t("fresh", { count: newPassages })}</span>
      <span className="ms-auto inline-flex items-baseline gap-2">
        <span>
          {t("cost")} <MoneyText value={cost} className="font-semibold" />
        </span>
        {simulated ? <SimulatedMark /> : null}
      </span>
    </div>
  );
}
