import GithubSlugger from "github-slugger";

/** A heading of a chapter. */
export interface Heading {
  /** Counted from 1, as a reader of Markdown tells it. */
  line: number;
  level: number;
  title: string;
  /** What an address ends with that leads here: the same in every language, that of the English chapter. */
  anchor: string;
  /** The same as the chapter's own language makes it, which its own links use. */
  ownAnchor: string;
}

/** The headings of a chapter, in order; those of its English twin give their anchors, place by place. */
export function outlineOf(text: string, english: string): Heading[] {
  const anchors = headingsOf(english).map(({ ownAnchor }) => ownAnchor);
  return headingsOf(text).map((heading, at) => ({ ...heading, anchor: anchors[at] ?? heading.ownAnchor }));
}

function headingsOf(text: string): Omit<Heading, "anchor">[] {
  const slugger = new GithubSlugger();
  let inFence = false;
  return text.split("\n").flatMap((content, at) => {
    if (content.startsWith("```")) inFence = !inFence;
    const [, marks = "", title = ""] = (!inFence && /^(#{1,6}) +(.+?)\s*$/.exec(content)) || [];
    return marks === "" ? [] : [{ line: at + 1, level: marks.length, title, ownAnchor: slugger.slug(title) }];
  });
}
