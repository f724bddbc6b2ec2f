import type { TemplateBody } from "#lib/templates/template.ts";

/** Text of the author's that the server has not got, as this browser keeps it. */
export interface DraftBackup {
  body: TemplateBody;
  /** When it was last typed at. */
  at: string;
}

/** Keeps a text until it is saved. Where storage is full or forbidden, the page alone has it. */
export function keepBackup(templateId: string, body: TemplateBody): void {
  try {
    localStorage.setItem(keyOf(templateId), JSON.stringify({ body, at: new Date().toISOString() }));
  } catch {
    // It still stands in the editor.
  }
}

/** Forgets a text that is saved, or not wanted. */
export function dropBackup(templateId: string): void {
  try {
    localStorage.removeItem(keyOf(templateId));
  } catch {
    // Nothing was kept either.
  }
}

/** What was kept of a template, when it says something else than what is saved. */
export function readBackup(templateId: string, saved: TemplateBody): DraftBackup | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(templateId)) ?? "null") as DraftBackup | null;
    if (!kept?.body?.sections) return null;
    // It may have been kept by an older page, which did not know every part.
    const body = { ...saved, ...kept.body };
    return textOf(body) === textOf(saved) ? null : { ...kept, body };
  } catch {
    return null;
  }
}

function keyOf(templateId: string): string {
  return `presswork.template-draft.${templateId}`;
}

// The database gives the keys of an object back in an order of its own.
function textOf(body: TemplateBody): string {
  return JSON.stringify(body, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
