"use client";
import { Menu as BaseMenu } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import { cn } from "./class-names.ts";
import { optionStyle, popupStyle } from "./control-style.ts";
import { Link } from "./link.tsx";
import { useMayFollow } from "./link-guard.tsx";

export interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: "start" | "end" | undefined;
  side?: "top" | "bottom" | undefined;
  /** MenuItem, MenuLink, MenuChoice, MenuSeparator, MenuHeading. */
  children: ReactNode;
}

/** A drop-down of actions. */
export function Menu({ trigger, align = "end", side = "bottom", children }: MenuProps) {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner className="z-50 outline-none" sideOffset={4} align={align} side={side}>
          <BaseMenu.Popup
            className={cn(popupStyle, "max-h-[var(--available-height)] min-w-44 overflow-y-auto p-1")}
          >
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export interface MenuItemProps {
  onSelect: () => void;
  icon?: ReactNode;
  /** Right end: a key or a count. */
  aside?: ReactNode;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  children: ReactNode;
}

/** One action of a menu. */
export function MenuItem({
  onSelect,
  icon,
  aside,
  danger = false,
  disabled = false,
  children,
}: MenuItemProps) {
  return (
    <BaseMenu.Item
      onClick={onSelect}
      disabled={disabled}
      className={cn(optionStyle, danger && "text-danger-text")}
    >
      {icon ? <span className="flex text-muted [&>svg]:size-3.5">{icon}</span> : null}
      <span className="flex-1">{children}</span>
      {aside ? <span className="text-faint text-xs">{aside}</span> : null}
    </BaseMenu.Item>
  );
}

/** A menu line that goes somewhere. */
export function MenuLink({ href, icon, children }: { href: string; icon?: ReactNode; children: ReactNode }) {
  if (!useMayFollow(href)) return null;
  return (
    <BaseMenu.Item render={<Link href={href} />} className={optionStyle}>
      {icon ? <span className="flex text-muted [&>svg]:size-3.5">{icon}</span> : null}
      <span className="flex-1">{children}</span>
    </BaseMenu.Item>
  );
}

/** One of several values, the current one ticked. */
export function MenuChoice<Value extends string>({
  value,
  options,
  onValueChange,
}: {
  value: Value;
  options: readonly { value: Value; label: ReactNode }[];
  onValueChange: (value: Value) => void;
}) {
  return (
    <BaseMenu.RadioGroup value={value} onValueChange={(next) => onValueChange(next as Value)}>
      {options.map((option) => (
        <BaseMenu.RadioItem key={option.value} value={option.value} closeOnClick className={optionStyle}>
          <span className="flex-1">{option.label}</span>
          <BaseMenu.RadioItemIndicator>
            <Check className="size-3.5" aria-hidden />
          </BaseMenu.RadioItemIndicator>
        </BaseMenu.RadioItem>
      ))}
    </BaseMenu.RadioGroup>
  );
}

/** A menu line that is on or off and keeps the menu open. */
export function MenuToggle({
  checked,
  onCheckedChange,
  disabled = false,
  children,
}: {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  disabled?: boolean | undefined;
  children: ReactNode;
}) {
  return (
    <BaseMenu.CheckboxItem
      checked={checked}
      onCheckedChange={(next) => onCheckedChange(next)}
      disabled={disabled}
      className={optionStyle}
    >
      <span className="flex size-3.5 items-center">
        <BaseMenu.CheckboxItemIndicator>
          <Check className="size-3.5" aria-hidden />
        </BaseMenu.CheckboxItemIndicator>
      </span>
      <span className="flex-1">{children}</span>
    </BaseMenu.CheckboxItem>
  );
}

/** A heading above a group of lines. */
export function MenuHeading({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-1 font-medium text-faint text-xs">{children}</div>;
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
