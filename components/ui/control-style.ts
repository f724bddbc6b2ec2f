/** The look every text-like control shares: border that passes 3:1, error state from the field. */
export const controlStyle =
  "w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 text-sm text-text " +
  "hover:border-line-strong focus-visible:border-accent focus-visible:outline-2 focus-visible:-outline-offset-1 " +
  "disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted data-disabled:bg-sunken data-disabled:text-muted " +
  "data-invalid:border-danger aria-invalid:border-danger";

/** The box that floats: menus, lists, popovers. */
export const popupStyle =
  "rounded-lg bg-raised text-text shadow-float outline-none origin-[var(--transform-origin)] " +
  "transition-opacity duration-100 data-starting-style:opacity-0 data-ending-style:opacity-0";

/** One line of a menu or a list of options. */
export const optionStyle =
  "flex min-h-7 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-sm outline-none " +
  "data-highlighted:bg-hover data-disabled:opacity-50";
