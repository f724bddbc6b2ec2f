"use client";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { buttonStyle } from "./button-style.ts";
import { cn } from "./class-names.ts";
import { CopyLink } from "./copy-link.tsx";

export interface SidePanelProps {
  title: ReactNode;
  /** Under the title: state, id, dates. */
  facts?: ReactNode;
  /** Where closing leads: the address without the panel. Or handle it yourself with onClose. */
  closeHref?: string | undefined;
  onClose?: (() => void) | undefined;
  /** Shown unless false; a panel with its own URL is simply rendered. */
  open?: boolean | undefined;
  width?: "md" | "lg" | undefined;
  footer?: ReactNode;
  children: ReactNode;
}

/** Details beside the page, which stays usable; open is a matter of the URL. Escape closes. */
export function SidePanel({
  title,
  facts,
  closeHref,
  onClose,
  open = true,
  width = "md",
  footer,
  children,
}: SidePanelProps) {
  const t = useTranslations("common.action");
  const router = useRouter();
  const closing = useRef<HTMLButtonElement>(null);
  const close = () => {
    onClose?.();
    if (closeHref) router.push(closeHref, { scroll: false });
  };
  return (
    <BaseDialog.Root
      open={open}
      modal={false}
      disablePointerDismissal
      onOpenChange={(next) => !next && close()}
    >
      <BaseDialog.Portal>
        <BaseDialog.Popup
          data-side-panel
          initialFocus={closing}
          className={cn(
            "fixed inset-y-0 end-0 z-30 flex w-full flex-col border-line border-s bg-surface shadow-float outline-none",
            "transition-transform duration-150 data-ending-style:translate-x-4 data-starting-style:translate-x-4",
            width === "lg" ? "max-w-3xl" : "max-w-xl",
          )}
        >
          <div className="flex items-start gap-3 border-line border-b px-4 py-3">
            <div className="min-w-0 flex-1">
              <BaseDialog.Title className="font-semibold text-base">{title}</BaseDialog.Title>
              {facts ? (
                <div className="mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
                  {facts}
                </div>
              ) : null}
            </div>
            <CopyLink />
            <BaseDialog.Close
              ref={closing}
              aria-label={t("close")}
              className={buttonStyle("ghost", "sm", true)}
            >
              <X className="size-4" aria-hidden />
            </BaseDialog.Close>
          </div>
          <div
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
            tabIndex={0}
            className="min-h-0 flex-1 overflow-y-auto p-4 focus-visible:-outline-offset-2"
          >
            {children}
          </div>
          {footer ? (
            <div className="flex flex-wrap justify-end gap-2 border-line border-t p-3">{footer}</div>
          ) : null}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
