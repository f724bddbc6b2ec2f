import { cn } from "./class-names.ts";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

const variants: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent border-transparent not-disabled:hover:bg-accent-hover",
  secondary: "bg-surface text-text border-line not-disabled:hover:bg-hover shadow-[0_1px_0_rgb(0_0_0/0.03)]",
  ghost:
    "bg-transparent text-muted border-transparent not-disabled:hover:bg-hover not-disabled:hover:text-text",
  danger: "bg-danger text-white border-transparent not-disabled:hover:brightness-90",
};

const sizes: Record<ButtonSize, string> = { sm: "h-7 px-2 text-xs gap-1", md: "h-8 px-3 text-sm gap-1.5" };
const iconSizes: Record<ButtonSize, string> = { sm: "size-7 px-0", md: "size-8 px-0" };

/** The classes of a button, shared by buttons and links that look like one. */
export function buttonStyle(
  variant: ButtonVariant,
  size: ButtonSize,
  iconOnly: boolean,
  className?: string,
): string {
  return cn(
    "inline-flex shrink-0 select-none items-center justify-center whitespace-nowrap rounded-md border font-medium",
    "transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
    iconOnly && iconSizes[size],
    className,
  );
}
