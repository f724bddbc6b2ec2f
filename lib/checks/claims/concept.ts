/** What an output may claim of a product besides quantities. */
export type ConceptKind =
  | "material"
  | "colour"
  | "origin"
  | "certificate"
  | "award"
  | "property"
  | "feature"
  | "form"
  | "variant"
  | "brand"
  | "none";

/** Something that shops say of products, in every language they say it. */
export interface Concept {
  id: string;
  kind: ConceptKind;
  /**
   * Folded; one that ends in `*` may go on as a longer word ("edelstahl*" in "Edelstahlgriff"), one that begins with it
   * may end one ("*gelb" in "Senfgelb"), and one that begins with `~` says so in rows only: prose has "pine" and "orange"
   * for other things too.
   */
  forms: readonly string[];
  /** Whoever states this states these too: full-grain leather is leather. */
  implies: readonly string[];
  /** Whether who states all of these states this: oak and solid wood are solid oak. */
  isSum: boolean;
}

/** Reads concepts of a kind, one a line: `name < implied kind:implied: form | form`, or `=` for a sum. */
export function readConcepts(kind: ConceptKind, lines: string): Concept[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [head = "", forms = ""] = splitOnce(line, ": ");
      const isSum = head.includes("=");
      const [name = "", implied = ""] = splitOnce(head, isSum ? "=" : "<");
      return {
        id: `${kind}:${name.trim()}`,
        kind,
        forms: forms.split("|").map((form) => form.trim().toLowerCase()),
        implies: implied
          .split(" ")
          .filter((other) => other !== "")
          .map((other) => (other.includes(":") ? other : `${kind}:${other}`)),
        isSum,
      };
    });
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
