/** What a mark says: colour never stands alone, it always comes with an icon or a word. */
export type Tone = "neutral" | "accent" | "info" | "success" | "warning" | "danger";

/** Ground and text of a quiet mark. */
export const softTone: Record<Tone, string> = {
  neutral: "bg-neutral-soft text-neutral-text",
  accent: "bg-accent-soft text-accent-text",
  info: "bg-info-soft text-info-text",
  success: "bg-success-soft text-success-text",
  warning: "bg-warning-soft text-warning-text",
  danger: "bg-danger-soft text-danger-text",
};

/** Text alone. */
export const textTone: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent-text",
  info: "text-info-text",
  success: "text-success-text",
  warning: "text-warning-text",
  danger: "text-danger-text",
};

/** A solid fill for bars and dots. */
export const fillTone: Record<Tone, string> = {
  neutral: "bg-neutral",
  accent: "bg-accent",
  info: "bg-info",
  success: "bg-success",
  warning: "bg-warning",
  danger: "bg-danger",
};
