"use client";
import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button, type ButtonProps } from "./button.tsx";

export interface CopyButtonProps extends Omit<ButtonProps, "onClick" | "icon" | "children"> {
  text: string;
  /** A visible label; without it an icon with the word "Copy" for screen readers. */
  label?: string | undefined;
}

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label, size = "sm", variant = "ghost", ...rest }: CopyButtonProps) {
  const t = useTranslations("common.action");
  const [copied, setCopied] = useState(false);
  const word = copied ? t("copied") : (label ?? t("copy"));
  return (
    <Button
      {...rest}
      size={size}
      variant={variant}
      aria-label={label ? undefined : word}
      icon={copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      onClick={async () => {
        await navigator.clipboard.writeText(text);
        setCopied(true);
        setTimeout(() => setCopied(false), 1500);
      }}
    >
      {label ? word : null}
    </Button>
  );
}
