import { LoaderCircle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonStyle } from "./button-style.ts";

export interface ButtonProps extends ComponentProps<"button"> {
  /** One primary a page; danger only where something is lost. Default secondary. */
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Shows a spinner and refuses clicks while work is under way. */
  loading?: boolean;
  /** Before the label; without children the button is square and needs an aria-label. */
  icon?: ReactNode;
}

/** A button; `type` is "button" unless said otherwise. */
export function Button({
  variant = "secondary",
  size = "md",
  loading = false,
  icon,
  children,
  className,
  disabled,
  ...rest
}: ButtonProps) {
  const mark = loading ? <LoaderCircle className="size-3.5 animate-spin" aria-hidden /> : icon;
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || loading}
      aria-busy={loading || undefined}
      className={buttonStyle(variant, size, !children, className)}
    >
      {mark ? <span className="flex shrink-0 [&>svg]:size-3.5">{mark}</span> : null}
      {children}
    </button>
  );
}
