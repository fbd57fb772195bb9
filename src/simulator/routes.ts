/** Everything the simulator serves. A new collection is one file and one line here. */
import { alertAggregateRoutes } from "./collections/alert-aggregates.ts";
import { alertUpdateRoutes } from "./collections/alert-updates.ts";
import { alertRoutes } from "./collections/alerts.ts";
import { assetRoutes } from "./collections/assets.ts";
import { caseRoutes } from "./collections/cases.ts";
import { controlRoutes } from "./collections/control.ts";
import { deviceActionRoutes } from "./collections/device-actions.ts";
import { deviceLoginRoutes } from "./collections/device-logins.ts";
import { deviceRoutes } from "./collections/devices.ts";
import { hostGroupRoutes } from "./collections/host-groups.ts";
import { indicatorChangeRoutes } from "./collections/indicator-changes.ts";
import { indicatorRoutes } from "./collections/indicators.ts";
import { oauth2Routes } from "./collections/oauth2.ts";
import { scanRoutes } from "./collections/scans.ts";
import { rtrAuditRoutes } from "./collections/rtr-audit.ts";
import { rtrBatchRoutes } from "./collections/rtr-batches.ts";
import { rtrCommandRoutes } from "./collections/rtr-commands.ts";
import { rtrControlRoutes } from "./collections/rtr-control.ts";
import { rtrFileRoutes } from "./collections/rtr-files.ts";
import { rtrLibraryRoutes } from "./collections/rtr-library.ts";
import { rtrSessionRoutes } from "./collections/rtr-sessions.ts";
import { userRoutes } from "./collections/users.ts";
import { vulnerabilityRoutes } from "./collections/vulnerabilities.ts";
import type { Route } from "./route.ts";

/** What is not in this table answers 404, as an API that Falcon has retired. */
export const routes: readonly Route[] = [
  ...oauth2Routes,
  ...deviceRoutes,
  ...deviceActionRoutes,
  ...deviceLoginRoutes,
  ...hostGroupRoutes,
  ...alertRoutes,
  ...alertUpdateRoutes,
  ...alertAggregateRoutes,
  ...userRoutes,
  ...indicatorRoutes,
  ...indicatorChangeRoutes,
  ...vulnerabilityRoutes,
  ...caseRoutes,
  ...assetRoutes,
  ...scanRoutes,
  ...rtrSessionRoutes,
  ...rtrCommandRoutes,
  ...rtrBatchRoutes,
  ...rtrFileRoutes,
  ...rtrLibraryRoutes,
  ...rtrAuditRoutes,
  ...controlRoutes,
  ...rtrControlRoutes,
];
