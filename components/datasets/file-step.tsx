"use client";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { formatDuration } from "#components/ui/duration-format.ts";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SendError, sendFile } from "./send-file.ts";
import { useRate } from "./use-rate.ts";

const ACCEPTED = ".xlsx,.xlsm,.csv,.tsv,.tab,.txt,.json,.jsonl,.ndjson";

/** The first step: one file, dropped or chosen, sent with its progress. */
export function FileStep({ onSent }: { onSent: (uploadId: string) => void }) {
  const t = useTranslations("datasets.fileStep");
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState(0);
  const [failure, setFailure] = useState<SendError | null>(null);
  const sending = useRef<AbortController | null>(null);
  useEffect(() => () => sending.current?.abort(), []);

  async function send(chosen: File) {
    const mine = new AbortController();
    sending.current = mine;
    setFile(chosen);
    setSent(0);
    setFailure(null);
    try {
      const { id } = await sendFile(chosen, setSent, mine.signal);
      onSent(id);
    } catch (error) {
      if (mine.signal.aborted) return;
      setFailure(error instanceof SendError ? error : new SendError(null));
      setFile(null);
    }
  }

  function cancel() {
    sending.current?.abort();
    setFile(null);
  }

  return (
    <div className="flex max-w-3xl flex-col gap-3">
      {failure ? (
        <Callout tone="danger" title={t("failed")}>
          {failure.problem?.detail ?? t("connectionLost")}
        </Callout>
      ) : null}
      <FileDrop
        label={t("label")}
        accept={ACCEPTED}
        file={file}
        disabled={file !== null}
        onFile={(chosen) => void send(chosen)}
        hint={t("hint")}
      />
      {file ? <Sending file={file} sent={sent} onCancel={cancel} /> : null}
    </div>
  );
}

function Sending({ file, sent, onCancel }: { file: File; sent: number; onCancel: () => void }) {
  const t = useTranslations("datasets.fileStep");
  const locale = useLocale();
  const rate = useRate(sent, file.size);
  const facts = [
    t("sent", { sent: formatFileSize(sent, locale), total: formatFileSize(file.size, locale) }),
    rate?.remainingMs != null && t("remaining", { time: formatDuration(rate.remainingMs, locale) }),
  ].filter(Boolean);
  return (
    <div className="flex items-start gap-3">
      <ProgressBar
        className="flex-1 pt-2"
        value={sent}
        max={file.size}
        label={t("sending")}
        caption={<span className="figures">{facts.join(" · ")}</span>}
      />
      <Button size="sm" onClick={onCancel}>
        {t("cancel")}
      </Button>
    </div>
  );
}
