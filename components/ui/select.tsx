"use client";
import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";
import { controlStyle, optionStyle, popupStyle } from "./control-style.ts";

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: ReactNode;
  /** A second, quieter line. */
  hint?: ReactNode;
  disabled?: boolean | undefined;
}

export interface SelectProps<Value extends string = string> {
  options: readonly SelectOption<Value>[];
  value?: Value | null | undefined;
  defaultValue?: Value | undefined;
  onValueChange?: ((value: Value) => void) | undefined;
  placeholder?: string | undefined;
  id?: string | undefined;
  name?: string | undefined;
  disabled?: boolean | undefined;
  required?: boolean | undefined;
  size?: "sm" | "md" | undefined;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}

/** One of a short list; from about ten options on use Combobox. */
export function Select<Value extends string = string>({
  options,
  placeholder,
  size = "md",
  className,
  onValueChange,
  "aria-label": label,
  ...root
}: SelectProps<Value>) {
  return (
    <BaseSelect.Root
      {...root}
      items={options.map(({ value, label }) => ({ value, label }))}
      onValueChange={(value) => {
        if (value !== null) onValueChange?.(value as Value);
      }}
    >
      <BaseSelect.Trigger
        aria-label={label}
        className={cn(
          controlStyle,
          "flex w-auto min-w-32 items-center justify-between gap-2 text-start",
          size === "sm" ? "h-7 text-xs" : "h-8",
          className,
        )}
      >
        <BaseSelect.Value
          {...(placeholder === undefined ? {} : { placeholder })}
          className="truncate data-placeholder:text-faint"
        />
        <BaseSelect.Icon className="text-muted">
          <ChevronsUpDown className="size-3.5" aria-hidden />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className="z-50 outline-none" sideOffset={4} alignItemWithTrigger={false}>
          <BaseSelect.Popup className={cn(popupStyle, "min-w-[var(--anchor-width)] max-w-96 p-1")}>
            <BaseSelect.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto">
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  disabled={option.disabled ?? false}
                  className={optionStyle}
                >
                  <span className="flex size-3.5 shrink-0 items-center">
                    <BaseSelect.ItemIndicator>
                      <Check className="size-3.5" aria-hidden />
                    </BaseSelect.ItemIndicator>
                  </span>
                  <span className="min-w-0">
                    <BaseSelect.ItemText className="block">{option.label}</BaseSelect.ItemText>
                    {option.hint ? <span className="block text-muted text-xs">{option.hint}</span> : null}
                  </span>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
