/** Every command, in the order in which help lists them. */
import { again, extend, keep, review } from "./after.ts";
import { alert } from "./alert.ts";
import { approvals } from "./approvals.ts";
import { audit } from "./audit.ts";
import { approve, deny, withdraw } from "./decide.ts";
import type { FalconerCommand } from "./define.ts";
import { detections } from "./detections.ts";
import { freeze, unfreeze } from "./freeze.ts";
import { help } from "./help.ts";
import { host } from "./host.ts";
import { hosts } from "./hosts.ts";
import { isolate } from "./isolate.ts";
import { link, linkConfirm } from "./link.ts";
import { release } from "./release.ts";
import { report } from "./report.ts";
import { status } from "./status.ts";

export const COMMANDS: readonly FalconerCommand[] = [
  help,
  status,
  host,
  hosts,
  detections,
  alert,
  isolate,
  release,
  approvals,
  approve,
  deny,
  withdraw,
  audit,
  report,
  freeze,
  unfreeze,
  link,
  again,
  extend,
  keep,
  review,
  linkConfirm,
];
