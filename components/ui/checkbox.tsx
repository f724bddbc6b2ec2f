"use client";
import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import { type ReactNode, useId } from "react";
import { cn } from "./class-names.ts";

export interface CheckboxProps {
  checked?: boolean | undefined;
  defaultChecked?: boolean | undefined;
  onCheckedChange?: ((checked: boolean) => void) | undefined;
  /** Some but not all of what it stands for. */
  indeterminate?: boolean | undefined;
  disabled?: boolean | undefined;
  name?: string | undefined;
  value?: string | undefined;
  id?: string | undefined;
  /** To the right; without it give an aria-label. */
  label?: ReactNode;
  hint?: ReactNode;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}

/** A check box with its label; the whole line is the target. */
export function Checkbox({
  label,
  hint,
  className,
  indeterminate = false,
  "aria-label": ariaLabel,
  ...root
}: CheckboxProps) {
  // Inside a Field the library would name every box after the whole group.
  const labelId = useId();
  const box = (
    <BaseCheckbox.Root
      {...root}
      {...(label ? { "aria-labelledby": labelId } : {})}
      indeterminate={indeterminate}
      aria-label={ariaLabel}
      className={cn(
        "relative mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-strong bg-surface",
        // The box is 16 px, its target 24.
        "after:absolute after:-inset-1",
        "data-checked:border-accent data-checked:bg-accent data-checked:text-on-accent",
        "data-indeterminate:border-accent data-indeterminate:bg-accent data-indeterminate:text-on-accent",
        "data-disabled:cursor-not-allowed data-disabled:opacity-50",
      )}
    >
      <BaseCheckbox.Indicator className="flex data-unchecked:hidden">
        {indeterminate ? <Minus className="size-3" aria-hidden /> : <Check className="size-3" aria-hidden />}
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
  if (!label) return box;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, drawn by the component library
    <label className={cn("inline-flex min-h-6 items-start gap-2 py-0.5", className)}>
      {box}
      <span>
        <span id={labelId}>{label}</span>
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </span>
    </label>
  );
}
