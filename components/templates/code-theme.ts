import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { color: "var(--color-text)", backgroundColor: "transparent", fontSize: "0.8125rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.25rem" },
  ".cm-content": { caretColor: "var(--color-text)", padding: "0.5rem 0" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-cursor": { borderLeftColor: "var(--color-text)" },
  ".cm-placeholder": { color: "var(--color-faint)", fontFamily: "var(--font-sans)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--color-accent-soft)",
  },
  ".cm-variable-input": {
    color: "var(--color-accent-text)",
    backgroundColor: "var(--color-accent-soft)",
    borderRadius: "var(--radius-sm)",
  },
  ".cm-variable-local": { color: "var(--color-info-text)" },
  ".cm-variable-unknown": { color: "var(--color-danger-text)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--color-danger)",
    textUnderlineOffset: "3px",
  },
  ".cm-tooltip": {
    border: "1px solid var(--color-line)",
    borderRadius: "var(--radius-md)",
    backgroundColor: "var(--color-raised)",
    color: "var(--color-text)",
    boxShadow: "var(--shadow-float)",
  },
  ".cm-tooltip-lint, .cm-diagnostic": { fontFamily: "var(--font-sans)", fontSize: "0.75rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--color-danger)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", fontSize: "0.75rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--color-accent-soft)",
    color: "var(--color-text)",
  },
  ".cm-completionDetail": { color: "var(--color-muted)", fontStyle: "normal" },
});

const words = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--color-chart-4)" },
  { tag: tags.tagName, color: "var(--color-chart-4)" },
  { tag: tags.string, color: "var(--color-success-text)" },
  { tag: tags.number, color: "var(--color-warning-text)" },
  {
    tag: [tags.brace, tags.processingInstruction, tags.operator, tags.separator],
    color: "var(--color-faint)",
  },
  { tag: tags.comment, color: "var(--color-faint)" },
]);

/** The look of a text editor, from the design tokens, so that light and dark follow the page. */
export const codeTheme: Extension = [look, syntaxHighlighting(words)];
