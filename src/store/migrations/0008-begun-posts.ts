/** Until now every row that was claimed counted as perhaps said; from now on only those whose post was begun. */
import type { Migration } from "../migrate.ts";

export const begunPosts: Migration = {
  name: "0008-begun-posts",
  statements: () => ["update delivery set was_sending = case when state = 'sending' then 1 else 0 end"],
};
