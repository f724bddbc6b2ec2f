import { LanguageSupport, StreamLanguage } from "@codemirror/language";

/** The text around the Liquid is prose in any language, not HTML. */
export const prose = new LanguageSupport(
  StreamLanguage.define({
    token(stream) {
      stream.skipToEnd();
      return null;
    },
  }),
);

/**
 * Stands in for all of @codemirror/lang-html (next.config.ts). Lang-liquid brings it, with grammars of CSS and JavaScript,
 * for whoever names no language around the Liquid.
 * @public
 */
export const html = () => prose;
