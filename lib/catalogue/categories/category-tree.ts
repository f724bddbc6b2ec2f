/** A category, and the one it is under. */
export interface CategoryNode {
  id: number;
  parentId: number | null;
  name: string;
}

/** The tree of categories, for looking things up in it. */
export class CategoryTree {
  readonly #byId: Map<number, CategoryNode>;
  readonly #children: Map<number | null, CategoryNode[]>;

  constructor(nodes: readonly CategoryNode[]) {
    this.#byId = new Map(nodes.map((node) => [node.id, node]));
    this.#children = Map.groupBy(nodes, ({ parentId }) => parentId);
  }

  /** The names from the root to a category; empty for one that there is not. */
  pathOf(id: number): string[] {
    const path: string[] = [];
    for (let node = this.#byId.get(id); node && path.length < this.#byId.size; node = this.#above(node))
      path.unshift(node.name);
    return path;
  }

  /** The ids of the categories of a path, whatever its case; several where some bear the same names. */
  find(path: readonly string[]): number[] {
    let found: (number | null)[] = [null];
    for (const name of path) {
      const wanted = folded(name);
      found = found.flatMap((id) =>
        (this.#children.get(id) ?? []).filter((node) => folded(node.name) === wanted).map((node) => node.id),
      );
    }
    return found.filter((id) => id !== null);
  }

  /** A category and all under it. */
  under(id: number): number[] {
    const ids = [id];
    for (let at = 0; at < ids.length; at++)
      for (const child of this.#children.get(ids[at] ?? null) ?? []) ids.push(child.id);
    return ids;
  }

  /** The names of the loop that there would be if a category hung under another; `null` for none. */
  loopOf(id: number, parentId: number | null): string[] | null {
    if (parentId === null) return null;
    const chain: string[] = [];
    for (let node = this.#byId.get(parentId); node; node = this.#above(node)) {
      chain.unshift(node.name);
      if (node.id === id) return [...chain, this.#byId.get(id)?.name ?? ""];
    }
    return null;
  }

  #above({ parentId }: CategoryNode): CategoryNode | undefined {
    return parentId === null ? undefined : this.#byId.get(parentId);
  }
}

function folded(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}
