"use client";
import { CircleCheck, CircleX, Info } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toaster, toast } from "sonner";

/** The place toasts appear in; once, in the root layout. */
export function Toasts() {
  const t = useTranslations("common.toast");
  return (
    <Toaster
      position="bottom-right"
      containerAriaLabel={t("region")}
      toastOptions={{
        unstyled: true,
        closeButtonAriaLabel: t("dismiss"),
        classNames: {
          toast:
            "flex w-[22rem] items-start gap-2 rounded-lg bg-raised p-3 text-sm text-text shadow-float font-sans",
          title: "font-medium",
          description: "text-muted",
          actionButton:
            "ms-auto shrink-0 rounded-md border border-line px-2 h-7 text-xs font-medium hover:bg-hover",
        },
      }}
    />
  );
}

export interface ToastMessage {
  tone?: "success" | "danger" | "info";
  title: string;
  description?: string;
  /** One way to undo or follow up. */
  action?: { label: string; onClick: () => void };
}

/** Says briefly what happened. Failures stay until dismissed or for 10 s; nothing essential lives only here. */
export function showToast({ tone = "success", title, description, action }: ToastMessage): void {
  const icon =
    tone === "danger" ? (
      <CircleX className="mt-0.5 size-4 text-danger-text" aria-hidden />
    ) : tone === "info" ? (
      <Info className="mt-0.5 size-4 text-info-text" aria-hidden />
    ) : (
      <CircleCheck className="mt-0.5 size-4 text-success-text" aria-hidden />
    );
  toast(title, {
    icon,
    ...(description === undefined ? {} : { description }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.onClick } }),
    duration: tone === "danger" ? 10_000 : 4_000,
  });
}
