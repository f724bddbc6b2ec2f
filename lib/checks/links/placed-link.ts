/** Something that leads people elsewhere, with its place in a folded text. */
export interface PlacedLink {
  link: "url" | "messenger";
  /** As it is written, folded. */
  name: string;
  from: number;
  to: number;
}
