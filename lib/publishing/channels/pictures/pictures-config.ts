/** How files are named until somebody says otherwise. */
export const USUAL_PATTERN = "{key}-{field}";
