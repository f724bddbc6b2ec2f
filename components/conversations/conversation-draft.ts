import type { Sections } from "#lib/templates/section.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

/** The draft beside a conversation: what goes out is rendered from it, and what is good is put into it. */
export interface ConversationDraft {
  templateId: string;
  body: TemplateBody;
  /** Of the prompt that goes out: of a chain, its first step's. */
  sections: Sections;
  /** As it was saved last. */
  revision: number;
  isUnsaved: boolean;
  readOnly: boolean;
  changeSections: (sections: Sections) => void;
  /** Saves at once; `null` where it could not be saved. */
  save: () => Promise<number | null>;
}
