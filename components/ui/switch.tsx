"use client";
import { Switch as BaseSwitch } from "@base-ui/react/switch";
import { type ReactNode, useId } from "react";
import { cn } from "./class-names.ts";

export interface SwitchProps {
  checked?: boolean | undefined;
  defaultChecked?: boolean | undefined;
  onCheckedChange?: ((checked: boolean) => void) | undefined;
  disabled?: boolean | undefined;
  name?: string | undefined;
  id?: string | undefined;
  label?: ReactNode;
  hint?: ReactNode;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}

/** On or off, at once; for choices that wait for "Save" use Checkbox. */
export function Switch({ label, hint, className, "aria-label": ariaLabel, ...root }: SwitchProps) {
  // In the page as it is sent: the library finds the label only once its script runs.
  const labelId = useId();
  const control = (
    <BaseSwitch.Root
      {...root}
      aria-label={ariaLabel}
      {...(label ? { "aria-labelledby": labelId } : {})}
      className="relative mt-0.5 flex h-4 w-7 shrink-0 rounded-full bg-neutral p-0.5 transition-colors after:absolute after:-inset-1 data-checked:bg-accent data-disabled:opacity-50"
    >
      <BaseSwitch.Thumb className="size-3 rounded-full bg-white transition-transform data-checked:translate-x-3" />
    </BaseSwitch.Root>
  );
  if (!label) return control;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, drawn by the component library
    <label className={cn("inline-flex min-h-6 items-start gap-2 py-0.5", className)}>
      {control}
      <span>
        <span id={labelId}>{label}</span>
        {hint ? <span className="block text-muted text-xs">{hint}</span> : null}
      </span>
    </label>
  );
}
