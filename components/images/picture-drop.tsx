"use client";
import { ImageUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Input } from "#components/ui/input.tsx";
import { useChosenFiles } from "#components/ui/use-chosen-files.ts";

const ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif,image/tiff";

export interface PictureDropProps {
  isBusy: boolean;
  onFiles: (files: File[]) => void;
  onUrl: (url: string) => void;
}

/** Pictures by dropping, choosing or an address. */
export function PictureDrop({ isBusy, onFiles, onUrl }: PictureDropProps) {
  const t = useTranslations("images.bring");
  const id = useId();
  const [over, setOver] = useState(false);
  const [url, setUrl] = useState("");
  const chosen = useChosenFiles(onFiles);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const address = url.trim();
    if (!address) return;
    onUrl(address);
    setUrl("");
  };
  return (
    <div className="mb-4 grid gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
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
          const dropped = [...event.dataTransfer.files];
          if (dropped.length > 0) onFiles(dropped);
        }}
        className={cn(
          "flex min-h-16 cursor-pointer items-center gap-3 rounded-lg border border-line-strong border-dashed bg-surface px-4 py-3 hover:bg-hover",
          "has-focus-visible:outline-2 has-focus-visible:outline-accent-text",
          over && "border-accent bg-accent-soft",
        )}
      >
        <ImageUp className="size-5 shrink-0 text-faint" aria-hidden />
        <input
          id={id}
          type="file"
          multiple
          accept={ACCEPTED}
          aria-label={t("files")}
          className="sr-only"
          {...chosen}
        />
        <span className="min-w-0">
          <span className="block">
            {t("drop")} <span className="text-accent-text underline underline-offset-2">{t("choose")}</span>
          </span>
          <span className="block text-muted text-xs">{t("hint")}</span>
        </span>
      </label>
      <form
        onSubmit={send}
        className="flex min-h-16 items-center gap-2 rounded-lg border border-line bg-surface px-4 py-3"
      >
        <Input
          type="url"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          placeholder="https://"
          aria-label={t("url")}
          className="min-w-0 flex-1"
        />
        <Button type="submit" disabled={url.trim() === ""} loading={isBusy}>
          {t("fetch")}
        </Button>
      </form>
    </div>
  );
}
