/** What finds cards and notices of the feed that are old enough to be forgotten. */
import type { Migration } from "../migrate.ts";

export const oldRows: Migration = {
  name: "0005-old-rows",
  statements: () => [
    "create index alert_group_old on alert_group (last_at, id)",
    "create index delivery_notice on delivery (updated_at) where lane = 'alert' and subject is null",
  ],
};
