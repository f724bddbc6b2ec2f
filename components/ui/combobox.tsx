"use client";
import { Combobox as BaseCombobox } from "@base-ui/react/combobox";
import { Field as BaseField } from "@base-ui/react/field";
import { Check, ChevronsUpDown, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { cn } from "./class-names.ts";
import { controlStyle, optionStyle, popupStyle } from "./control-style.ts";

export interface ComboboxOption {
  value: string;
  label: string;
  /** Quieter text after the label. */
  hint?: string | undefined;
}

export interface ComboboxProps {
  options: readonly ComboboxOption[];
  value: string | null;
  onValueChange: (value: string | null) => void;
  placeholder?: string | undefined;
  id?: string | undefined;
  disabled?: boolean | undefined;
  /** Something is always chosen: there is nothing to clear. */
  required?: boolean | undefined;
  className?: string | undefined;
  "aria-label"?: string | undefined;
}

/** One of a long list, found by typing. */
export function Combobox({
  options,
  value,
  onValueChange,
  placeholder,
  id,
  disabled,
  required = false,
  className,
  "aria-label": label,
}: ComboboxProps) {
  const t = useTranslations("common.combobox");
  // A new list makes the library write the choice over what is being typed, even if it says the same.
  const [items, setItems] = useState(options);
  if (items !== options && !isSameList(items, options)) setItems(options);
  const chosen = items.find((option) => option.value === value) ?? null;
  const combobox = (
    <BaseCombobox.Root
      items={items}
      value={chosen}
      onValueChange={(option: ComboboxOption | null) => onValueChange(option?.value ?? null)}
      itemToStringLabel={(option: ComboboxOption) => option.label}
      isItemEqualToValue={(a: ComboboxOption, b: ComboboxOption) => a.value === b.value}
      disabled={disabled ?? false}
    >
      <BaseCombobox.InputGroup className={cn("relative", className)}>
        <BaseCombobox.Input
          {...(id === undefined ? {} : { id })}
          aria-label={label}
          placeholder={placeholder}
          className={cn(controlStyle, "h-8", required ? "pe-8" : "pe-14")}
        />
        <span className="absolute inset-y-0 end-0 flex items-center pe-1 text-muted">
          {required ? null : (
            <BaseCombobox.Clear
              aria-label={t("clear")}
              className="flex size-6 items-center justify-center rounded-sm hover:text-text"
            >
              <X className="size-3.5" aria-hidden />
            </BaseCombobox.Clear>
          )}
          <BaseCombobox.Trigger
            aria-label={t("toggle")}
            className="flex size-6 items-center justify-center rounded-sm hover:text-text"
          >
            <ChevronsUpDown className="size-3.5" aria-hidden />
          </BaseCombobox.Trigger>
        </span>
      </BaseCombobox.InputGroup>
      <BaseCombobox.Portal>
        <BaseCombobox.Positioner className="z-50 outline-none" sideOffset={4}>
          <BaseCombobox.Popup
            className={cn(popupStyle, "w-[var(--anchor-width)] min-w-56 max-w-[var(--available-width)] p-1")}
          >
            <BaseCombobox.Empty>
              <div className="px-2 py-1.5 text-muted">{t("none")}</div>
            </BaseCombobox.Empty>
            <BaseCombobox.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto">
              {(option: ComboboxOption) => (
                <BaseCombobox.Item key={option.value} value={option} className={optionStyle}>
                  <span className="flex size-3.5 shrink-0 items-center">
                    <BaseCombobox.ItemIndicator>
                      <Check className="size-3.5" aria-hidden />
                    </BaseCombobox.ItemIndicator>
                  </span>
                  <span className="min-w-0 truncate">{option.label}</span>
                  {option.hint ? (
                    <span className="ms-auto shrink-0 ps-2 text-muted text-xs">{option.hint}</span>
                  ) : null}
                </BaseCombobox.Item>
              )}
            </BaseCombobox.List>
          </BaseCombobox.Popup>
        </BaseCombobox.Positioner>
      </BaseCombobox.Portal>
    </BaseCombobox.Root>
  );
  // One with a name of its own is not named by the field that it is one control of.
  return label === undefined ? combobox : <BaseField.Root className="contents">{combobox}</BaseField.Root>;
}

function isSameList(one: readonly ComboboxOption[], other: readonly ComboboxOption[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ value, label, hint }, at) => {
      const option = other[at];
      return value === option?.value && label === option.label && hint === option.hint;
    })
  );
}
