"use client";
import { FileUp } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { cn } from "./class-names.ts";
import { formatFileSize } from "./file-size-format.ts";
import { useChosenFiles } from "./use-chosen-files.ts";

export interface FileDropProps {
  onFile: (file: File) => void;
  /** What the browser's dialog offers, such as ".csv,.xlsx". */
  accept?: string | undefined;
  /** The chosen file, if any. */
  file?: File | null | undefined;
  /** What is accepted and how large. */
  hint?: ReactNode;
  /** What the file is for, for screen readers. */
  label: string;
  disabled?: boolean | undefined;
}

/** One file by dropping or choosing; the input stays a real, focusable file input. */
export function FileDrop({ onFile, accept, file, hint, label, disabled = false }: FileDropProps) {
  const t = useTranslations("common.file");
  const locale = useLocale();
  const id = useId();
  const [over, setOver] = useState(false);
  const chosen = useChosenFiles(([one]) => one && onFile(one));
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer.files[0];
        if (dropped && !disabled) onFile(dropped);
      }}
      className={cn(
        "flex min-h-32 flex-col items-center justify-center gap-1 rounded-lg border border-line-strong border-dashed bg-surface p-6 text-center",
        "has-focus-visible:outline-2 has-focus-visible:outline-accent-text",
        disabled ? "opacity-60" : "cursor-pointer hover:bg-hover",
        over && "border-accent bg-accent-soft",
      )}
    >
      <FileUp className="size-5 text-faint" aria-hidden />
      <input
        id={id}
        type="file"
        aria-label={label}
        accept={accept}
        disabled={disabled}
        className="sr-only"
        {...chosen}
      />
      {file ? (
        <>
          <span className="font-medium">
            {t("selected", { name: file.name, size: formatFileSize(file.size, locale) })}
          </span>
          <span className="text-accent-text underline underline-offset-2">{t("replace")}</span>
        </>
      ) : (
        <span>
          {t("drop")} <span className="text-accent-text underline underline-offset-2">{t("choose")}</span>
        </span>
      )}
      {hint ? <span className="text-muted text-xs">{hint}</span> : null}
    </label>
  );
}
