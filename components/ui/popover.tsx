"use client";
import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./class-names.ts";
import { popupStyle } from "./control-style.ts";

export interface PopoverProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  title: ReactNode;
  /** At the right end of the title's line. */
  aside?: ReactNode;
  side?: "right" | "bottom" | undefined;
  children: ReactNode;
}

/** A small panel at its button, for a look in passing; the page stays usable. Escape closes. */
export function Popover({
  open,
  onOpenChange,
  trigger,
  title,
  aside,
  side = "bottom",
  children,
}: PopoverProps) {
  return (
    <BasePopover.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner className="z-50 outline-none" sideOffset={6} align="start" side={side}>
          <BasePopover.Popup
            className={cn(
              popupStyle,
              "flex max-h-[min(var(--available-height),32rem)] w-[min(24rem,calc(100vw-1rem))] flex-col outline-none",
            )}
          >
            <div className="flex min-h-10 items-center justify-between gap-2 border-line border-b py-1 ps-3 pe-1.5">
              <BasePopover.Title className="font-semibold">{title}</BasePopover.Title>
              {aside}
            </div>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
