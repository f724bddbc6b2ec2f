"use client";
import { Tabs as BaseTabs } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface TabItem<Value extends string = string> {
  value: Value;
  label: ReactNode;
  /** A number after the label. */
  count?: ReactNode;
  content: ReactNode;
}

export interface TabsProps<Value extends string = string> {
  tabs: readonly TabItem<Value>[];
  value?: Value | undefined;
  defaultValue?: Value | undefined;
  onValueChange?: ((value: Value) => void) | undefined;
  /** Name of the set, read out. */
  label: string;
  className?: string | undefined;
}

/** Views of one thing, side by side. */
export function Tabs<Value extends string = string>({
  tabs,
  value,
  defaultValue,
  onValueChange,
  label,
  className,
}: TabsProps<Value>) {
  const state = value === undefined ? { defaultValue: defaultValue ?? tabs[0]?.value } : { value };
  return (
    <BaseTabs.Root {...state} onValueChange={(next) => onValueChange?.(next as Value)} className={className}>
      <BaseTabs.List aria-label={label} className="flex gap-1 overflow-x-auto border-line border-b">
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className={cn(
              "-mb-px flex h-8 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-2 text-muted hover:text-text",
              "data-active:border-accent data-active:font-medium data-active:text-text focus-visible:-outline-offset-2",
            )}
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="text-faint text-xs">{tab.count}</span>}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map((tab) => (
        <BaseTabs.Panel key={tab.value} value={tab.value} className="pt-3">
          {tab.content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  );
}
