import { sql } from "drizzle-orm";

/** The names of the category of the product `p` from the root, as the tree is now, as a JSON list; null for none. */
export const CATEGORY_PATH = sql`(
  with recursive up as (
    select c.id, c.parent_id, c.name, 1 as height from categories c where c.id = p.category_id
    union all
    select c.id, c.parent_id, c.name, up.height + 1 from up join categories c on c.id = up.parent_id
      where up.height < 100
  ) select jsonb_agg(name order by height desc) from up)`;
