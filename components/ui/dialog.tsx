"use client";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactElement, ReactNode } from "react";
import { Button } from "./button.tsx";
import { buttonStyle } from "./button-style.ts";
import { cn } from "./class-names.ts";

export interface DialogProps {
  /** Controlled; or give a trigger. */
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  /** The button that opens it. */
  trigger?: ReactElement<Record<string, unknown>> | undefined;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the main one last. */
  footer?: ReactNode;
  width?: "sm" | "md" | "lg" | undefined;
  children?: ReactNode;
}

const widths = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-3xl" };

/** A modal: for confirmations and short forms; details belong in a SidePanel. */
export function Dialog({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  footer,
  width = "md",
  children,
}: DialogProps) {
  const t = useTranslations("common.action");
  return (
    <BaseDialog.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger ? <BaseDialog.Trigger render={trigger} /> : null}
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-overlay transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <BaseDialog.Viewport className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto p-4 pt-[12vh]">
          <BaseDialog.Popup
            className={cn(
              "flex w-full flex-col rounded-lg bg-raised shadow-float outline-none transition-opacity duration-100",
              "data-ending-style:opacity-0 data-starting-style:opacity-0",
              widths[width],
            )}
          >
            <div className="flex items-start gap-3 px-4 pt-4">
              <div className="min-w-0 flex-1">
                <BaseDialog.Title className="font-semibold text-base">{title}</BaseDialog.Title>
                {description ? (
                  <BaseDialog.Description className="mt-1 text-muted">{description}</BaseDialog.Description>
                ) : null}
              </div>
              <BaseDialog.Close aria-label={t("close")} className={buttonStyle("ghost", "sm", true)}>
                <X className="size-4" aria-hidden />
              </BaseDialog.Close>
            </div>
            {children ? <div className="px-4 pt-3">{children}</div> : null}
            <div className="flex flex-wrap justify-end gap-2 p-4">{footer}</div>
          </BaseDialog.Popup>
        </BaseDialog.Viewport>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The button that opens it, if one button does. */
  trigger?: DialogProps["trigger"];
  title: ReactNode;
  /** What will happen, and what will not. */
  description: ReactNode;
  /** The verb, never "OK". */
  confirmLabel: string;
  danger?: boolean | undefined;
  busy?: boolean | undefined;
  onConfirm: () => void;
  children?: ReactNode;
}

/** Asks before something that cannot be undone at once. */
export function ConfirmDialog({
  confirmLabel,
  danger = false,
  busy = false,
  onConfirm,
  ...dialog
}: ConfirmDialogProps) {
  const t = useTranslations("common.action");
  return (
    <Dialog
      {...dialog}
      width="sm"
      footer={
        <>
          <Button onClick={() => dialog.onOpenChange(false)}>{t("cancel")}</Button>
          <Button variant={danger ? "danger" : "primary"} loading={busy} onClick={onConfirm}>
            {confirmLabel}
          </Button>
        </>
      }
    />
  );
}
