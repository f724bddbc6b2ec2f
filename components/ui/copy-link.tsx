"use client";
import { Check, Link2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "./button.tsx";

const SHOWN_MS = 1_500;

/** Puts the address of what is shown on the clipboard, to be sent to somebody. @param path when it is not the page's own. */
export function CopyLink({ path }: { path?: string }) {
  const t = useTranslations("common.action");
  const [copied, setCopied] = useState(false);
  return (
    <Button
      size="sm"
      variant="ghost"
      aria-label={copied ? t("copied") : t("copyLink")}
      icon={copied ? <Check aria-hidden /> : <Link2 aria-hidden />}
      onClick={async () => {
        await navigator.clipboard.writeText(new URL(path ?? "", window.location.href).href);
        setCopied(true);
        setTimeout(() => setCopied(false), SHOWN_MS);
      }}
    />
  );
}
