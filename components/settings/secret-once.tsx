"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** A password or token that is shown this once and cannot be had again. */
export function SecretOnce({ label, secret }: { label: string; secret: string }) {
  const t = useTranslations("settings");
  return (
    <Callout tone="warning" title={label}>
      <p className="mb-2">{t("shownOnce")}</p>
      <div className="flex items-center gap-2 rounded-md border border-line bg-surface py-1 ps-2 pe-1">
        <code data-secret className="min-w-0 flex-1 break-all font-mono text-xs">
          {secret}
        </code>
        <CopyButton text={secret} />
      </div>
    </Callout>
  );
}
