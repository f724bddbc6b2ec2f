"use client";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup as BaseRadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";
import { cn } from "./class-names.ts";

export interface RadioOption<Value extends string = string> {
  value: Value;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean | undefined;
}

export interface RadioGroupProps<Value extends string = string> {
  options: readonly RadioOption<Value>[];
  value?: Value | undefined;
  defaultValue?: Value | undefined;
  onValueChange?: ((value: Value) => void) | undefined;
  name?: string | undefined;
  disabled?: boolean | undefined;
  /** Beside each other instead of below. */
  inline?: boolean | undefined;
  /** Each option in a box of its own, for choices that need their hint. */
  cards?: boolean | undefined;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}

/** One of a few choices, all visible. */
export function RadioGroup<Value extends string = string>({
  options,
  onValueChange,
  inline = false,
  cards = false,
  className,
  ...root
}: RadioGroupProps<Value>) {
  // Inside a Field the library would name every option after the whole group.
  const groupId = useId();
  return (
    <BaseRadioGroup
      {...root}
      onValueChange={(value) => onValueChange?.(value as Value)}
      className={cn(
        "flex gap-x-4 gap-y-1",
        inline ? "flex-row flex-wrap" : "flex-col",
        cards && "gap-2",
        className,
      )}
    >
      {options.map((option) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is inside, drawn by the component library
        <label
          key={option.value}
          className={cn(
            "flex min-h-6 items-start gap-2 py-0.5",
            cards &&
              "rounded-md border border-line p-2.5 hover:bg-hover has-data-checked:border-accent has-data-checked:bg-accent-soft",
            cards && inline && "min-w-48 flex-1",
            option.disabled && "opacity-50",
          )}
        >
          <Radio.Root
            value={option.value}
            aria-labelledby={`${groupId}${option.value}`}
            disabled={option.disabled ?? false}
            className="relative mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface after:absolute after:-inset-1 data-checked:border-accent data-checked:bg-accent"
          >
            <Radio.Indicator className="size-1.5 rounded-full bg-on-accent data-unchecked:hidden" />
          </Radio.Root>
          <span>
            <span id={`${groupId}${option.value}`}>{option.label}</span>
            {option.hint ? <span className="block text-muted text-xs">{option.hint}</span> : null}
          </span>
        </label>
      ))}
    </BaseRadioGroup>
  );
}
