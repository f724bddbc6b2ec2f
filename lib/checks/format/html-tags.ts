import { Tokenizer } from "htmlparser2";

/** A tag or comment as a browser reads it, in UTF-16 units. */
export interface HtmlTag {
  kind: "start" | "end" | "comment";
  /** In lower case; of a comment, a declaration and the like "!--". */
  name: string;
  attributes: HtmlAttribute[];
  /** Whether it ends itself: "<br/>". */
  isSelfClosing: boolean;
  from: number;
  to: number;
}

export interface HtmlAttribute {
  /** In lower case. */
  name: string;
  /** With its entities read. */
  value: string;
}

/** The tags and comments of a text, in order; one that the text ends in reaches to its end. Takes linear time. */
export function htmlTags(text: string): HtmlTag[] {
  const tags: HtmlTag[] = [];
  const add = (tag: Pick<HtmlTag, "kind" | "name" | "from" | "to">) =>
    tags.push({ attributes: [], isSelfClosing: false, ...tag });
  const addToValue = (part: string) => {
    const attribute = tags.at(-1)?.attributes.at(-1);
    if (attribute) attribute.value += part;
  };
  const endTag = (at: number, more: Partial<HtmlTag> = {}) => {
    const tag = tags.at(-1);
    if (tag) Object.assign(tag, { to: at + 1, ...more });
  };
  const addComment = (from: number, to: number) =>
    add({ kind: "comment", name: "!--", from: text.lastIndexOf("<", from - 1), to: endOf(text, to) });
  const ignored = () => undefined;
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (from, to) =>
        add({
          kind: "start",
          name: text.slice(from, to).toLowerCase(),
          from: from - 1,
          to: text.length,
        }),
      onattribname: (from, to) =>
        tags.at(-1)?.attributes.push({ name: text.slice(from, to).toLowerCase(), value: "" }),
      onattribdata: (from, to) => addToValue(text.slice(from, to)),
      onattribentity: (letter) => addToValue(String.fromCodePoint(letter)),
      onattribend: ignored,
      onopentagend: (at) => endTag(at),
      onselfclosingtag: (at) => endTag(at, { isSelfClosing: true }),
      onclosetag: (from, to) =>
        add({
          kind: "end",
          name: text.slice(from, to).toLowerCase(),
          from: from - 2,
          to: endOf(text, text.indexOf(">", to)),
        }),
      oncomment: addComment,
      oncdata: addComment,
      ondeclaration: addComment,
      onprocessinginstruction: addComment,
      ontext: ignored,
      ontextentity: ignored,
      onend: ignored,
    },
  );
  tokenizer.write(text);
  tokenizer.end();
  return tags;
}

function endOf(text: string, at: number): number {
  return at < 0 ? text.length : Math.min(at + 1, text.length);
}
